"""Repeats the checks of `./conteur bench device --export` with any PyTorch, beside the files that it wrote.

python check_device.py [cpu|cuda] [--profile] [--quick]

Prints whether loss, gradients and tokens are those of the reference, how fast training and decoding are, and how fast
torch.compile trains a plain PyTorch model of the same shape. --profile prints where the time of a step goes; --quick bounds
the shapes, as on a CPU, where the others take hours. The exit status is 1 if something differs.
"""
import pathlib, sys, time
import torch, torch.nn as nn, torch.nn.functional as F

HERE = pathlib.Path(__file__).parent
DEVICE = next((a for a in sys.argv[1:] if not a.startswith("-")), "cuda" if torch.cuda.is_available() else "cpu")
QUICK = "--quick" in sys.argv or DEVICE == "cpu"
SPEED = "fp32" if DEVICE == "cpu" else "bf16"  # many CPUs emulate bf16
torch._C._set_graph_executor_optimize(False)  # it fails with bf16
# vocabulary, width, hidden, layers, heads
EXAMPLE, NOTEBOOK, LARGE = (300, 64, 176, 3, 2), (2500, 256, 704, 5, 8), (25000, 768, 2048, 12, 12)


def load(name, dtype):
    return torch.jit.load(str(HERE / f"{name}-{dtype}.pt"), map_location=DEVICE)


def shapes(shape):
    V, C, M, L, H = shape
    layer = [(C,), (C, C), (C, C), (C, C), (C, C), (C // H,), (C // H,), (C,), (M, C), (M, C), (C, M)]
    return [(V, C)] + layer * L + [(C,), (V, C)]


def read(name, dtype):
    return torch.frombuffer(bytearray((HERE / name).read_bytes()), dtype=dtype)


def tensors(name, shape):
    flat, at, result = read(name, torch.float32), 0, []
    for s in shapes(shape):
        n = torch.Size(s).numel()
        result.append(flat[at:at + n].view(s).to(DEVICE))
        at += n
    return result


def random_weights(shape):
    g = torch.Generator().manual_seed(0)
    return [(torch.ones(s) if len(s) == 1 else torch.randn(s, generator=g) * 0.02).to(DEVICE) for s in shapes(shape)]


def wait():
    if DEVICE != "cpu":
        torch.cuda.synchronize()


def check():
    tokens, padded, bounds, places, targets = [read(f"{n}.i64", torch.int64).to(DEVICE) for n in ("tokens", "padded", "bounds", "places", "targets")]
    weights, expected = tensors("weights.f32", EXAMPLE), tensors("gradients.f32", EXAMPLE)
    loss, half_distance = read("expected.f32", torch.float32).tolist()
    longest, noise, one = torch.diff(bounds).max().cpu(), tokens[:0], torch.tensor(1.0, device=DEVICE)
    fine = True
    for dtype in ("fp32", "bf16"):
        nats, g = load("example", dtype).gradients(tokens, padded, bounds.int(), longest, places, targets, noise, one, weights)
        g = [x / len(targets) for x in g]
        worst = max(((x - y).norm() / y.norm()).item() for x, y in zip(g, expected))
        total = (sum((x - y).square().sum() for x, y in zip(g, expected)) / sum(y.square().sum() for y in expected)).sqrt().item()
        difference = abs(nats.item() / len(targets) - loss)
        equal = difference < 1e-4 and worst < 1e-3 if dtype == "fp32" else total < 1.5 * half_distance
        fine = fine and equal
        print(f"{dtype}: loss differs by {difference:.1e}, gradients by {total:.1e} (worst weight {worst:.1e}, bf16 on the CPU {half_distance:.1e}): {'equal' if equal else 'DIFFERENT'}")
    return fine & check_decoding(weights)


def decoder(name, dtype, shape, weights, rows, length):
    V, C, M, L, H = shape
    model = load(name, dtype)
    cache = torch.zeros(2 * L, rows * length, H, C // H, device=DEVICE, dtype=torch.float32 if dtype == "fp32" else torch.bfloat16)
    return model, model.fold_all(weights), cache


def check_decoding(weights):
    """The likeliest tokens of a batch, by KV cache, are those of whole documents scored without one."""
    rows, length, steps = 5, 64, 24
    model, p, cache = decoder("example", "fp32", EXAMPLE, weights, rows, length)
    prompts = torch.randint(4, EXAMPLE[0], (rows, 8), generator=torch.Generator().manual_seed(1)).to(DEVICE)
    starts = torch.arange(rows + 1, device=DEVICE) * length
    greedy, uniform = torch.zeros(rows, 4, device=DEVICE), torch.zeros(rows, steps, device=DEVICE, dtype=torch.float64)
    positions = torch.arange(8, device=DEVICE).repeat(rows)
    slots = positions + starts[:-1].repeat_interleave(8)
    first, unused = model.extend(prompts.flatten(), positions, slots, torch.arange(rows + 1, device=DEVICE, dtype=torch.int32) * 8, starts.int(), torch.full((rows,), 8, device=DEVICE, dtype=torch.int32), torch.tensor([8, 8]), greedy, uniform[:, :1], starts[:0], p, cache)
    state = torch.stack([first, torch.full_like(first, 8), starts[:-1]], 1)
    story = torch.cat([prompts, first.unsqueeze(1), model.generate(state, torch.tensor(9), greedy, uniform, p, cache)], 1)  # (rows, 9 + steps)
    nats = lambda ids: load_score(ids, weights)
    margin = min(nats(torch.cat([row[:9 + i], (row[9 + i] + 1).remainder(EXAMPLE[0]).view(1)])) - nats(row[:10 + i]) for row in story for i in range(0, steps, 8))
    print(f"decoding: likelier than another token by at least {margin:.1e} nats: {'equal' if margin > -1e-4 else 'DIFFERENT'}")
    return margin > -1e-4


def load_score(ids, weights):
    """Nats of the last of ids after the others."""
    n = len(ids) - 1
    place = torch.tensor([n - 1], device=DEVICE)
    bounds = torch.tensor([0, n], dtype=torch.int32, device=DEVICE)
    return load("example", "fp32").score(ids[:-1], torch.arange(n, device=DEVICE), bounds, torch.tensor(n), place, ids[-1:], weights).item()


def trainer(name, shape, context, batch):
    """A training step of ours: gradients, norm, Muon on the matrices and Adam on the rest."""
    V = shape[0]
    model, w = load(name, SPEED), random_weights(shape)
    m, v = [torch.zeros_like(x) for x in w], [torch.zeros_like(x) for x in w]
    groups = {}
    for i, s in enumerate(shapes(shape)):
        muon = len(s) == 2 and s[0] != V
        groups.setdefault((muon, s if muon else ()), []).append(i)
    bounds = (torch.arange(batch + 1) * context).int().to(DEVICE)
    padded, noise, one, longest = torch.arange(batch * context, device=DEVICE), torch.empty(0, dtype=torch.long, device=DEVICE), torch.tensor(1.0, device=DEVICE), torch.tensor(context)

    def step(tokens, targets):
        nats, g = model.gradients(tokens, padded, bounds, longest, padded, targets, noise, one, w)
        model.norm(g)
        for (muon, unused), members in groups.items():
            pick = lambda tensors: [tensors[i] for i in members]
            if muon:
                model.muon(pick(g), pick(w), pick(m), torch.tensor([1 / len(tokens), 0.02, 0.2, 0.95]))
            else:
                model.adam(pick(g), pick(w), pick(m), pick(v), torch.tensor([1 / len(tokens), 0.001, 0.0, 0.8, 0.95, 2.0]))
        return nats / len(tokens)
    return step


class Block(nn.Module):
    def __init__(s, C, M, H):
        super().__init__()
        s.H, D = H, C // H
        s.n1, s.n2, s.qn, s.kn = nn.RMSNorm(C), nn.RMSNorm(C), nn.RMSNorm(D), nn.RMSNorm(D)
        s.qkv, s.o, s.gu, s.down = (nn.Linear(i, o, bias=False) for i, o in ((C, 3 * C), (C, C), (C, 2 * M), (M, C)))

    def forward(s, x, cos, sin):
        B, T, C = x.shape
        q, k, v = s.qkv(s.n1(x)).view(B, T, 3, s.H, -1).permute(2, 0, 3, 1, 4)
        turn = lambda z: z * cos + torch.cat([-z[..., z.size(-1) // 2:], z[..., :z.size(-1) // 2]], -1) * sin
        y = F.scaled_dot_product_attention(turn(s.qn(q)), turn(s.kn(k)), v, is_causal=True)
        x = x + s.o(y.transpose(1, 2).reshape(B, T, C))
        gate, up = s.gu(s.n2(x)).chunk(2, -1)
        return x + s.down(F.silu(gate) * up)


class Gpt(nn.Module):
    def __init__(s, shape, context):
        super().__init__()
        V, C, M, L, H = shape
        s.e, s.blocks, s.n, s.head = nn.Embedding(V, C), nn.ModuleList(Block(C, M, H) for _ in range(L)), nn.RMSNorm(C), nn.Linear(C, V, bias=False)
        angles = torch.outer(torch.arange(context), 1e4 ** (-torch.arange(0, C // H, 2) * H / C))
        s.register_buffer("cos", torch.cat([angles.cos()] * 2, -1))
        s.register_buffer("sin", torch.cat([angles.sin()] * 2, -1))

    def forward(s, tokens, targets):
        x = s.e(tokens)
        for block in s.blocks:
            x = block(x, s.cos, s.sin)
        return F.cross_entropy(s.head(s.n(x)).flatten(0, 1).float(), targets.flatten())


def compiled(shape, context, batch):
    """The strongest plain step: autocast, torch.compile, fused AdamW."""
    model = Gpt(shape, context).to(DEVICE)
    optimizer, forward = torch.optim.AdamW(model.parameters(), 1e-3, fused=True), torch.compile(model)

    def step(tokens, targets):
        with torch.autocast(DEVICE, torch.bfloat16, enabled=SPEED == "bf16"):
            loss = forward(tokens.view(batch, context), targets.view(batch, context))
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        optimizer.step()
        return loss
    return step


def speed(step, V, tokens, steps):
    """Tokens per second of the median step."""
    times, warm_up = [], 1 if QUICK else 3
    for i in range(steps + warm_up):
        x, y = torch.randint(0, V, (2, tokens), device=DEVICE)
        wait()
        began = time.perf_counter()
        step(x, y)
        wait()
        times.append(time.perf_counter() - began)
    return tokens / sorted(times[warm_up:])[steps // 2]


def peak():
    """FLOP/s of matrix products."""
    n = 1024 if DEVICE == "cpu" else 8192
    x, best = torch.ones(n, n, device=DEVICE, dtype=torch.bfloat16 if SPEED == "bf16" else torch.float32), 0.0
    for i in range(8):
        wait()
        began = time.perf_counter()
        x @ x
        wait()
        best = max(best, 2 * n ** 3 / (time.perf_counter() - began))
    return best


def measure_training():
    most, bounded = peak(), " (bounded)" if QUICK else ""
    print(f"matrix products in {SPEED}: {most / 1e12:.2f} TFLOP/s")
    large = (128, 1) if QUICK else (1024, 16)
    for label, name, shape, context, batch in (("512 x 8", "notebook", NOTEBOOK, 512, 2 if QUICK else 8), ("1500 x 16", "notebook", NOTEBOOK, 1500, 1 if QUICK else 16), (f"124M, {large[0]} x {large[1]}", "large", LARGE, *large)):
        V, C, M, L, H = shape
        flops = 6 * (sum(torch.Size(s).numel() for s in shapes(shape)) - V * C) + 6 * L * context * C
        steps = 1 if QUICK else 15
        ours = speed(trainer(name, shape, context, batch), V, context * batch, steps)
        line = f"training {label}{bounded}: {ours:,.0f} tokens/s, {100 * ours * flops / most:.0f} % of the matrix products' speed"
        try:
            theirs = speed(compiled(shape, context, batch), V, context * batch, steps)
            line += f"; torch.compile {theirs:,.0f}, ours {ours / theirs:.2f} of it"
        except Exception as e:
            line += f"; torch.compile fails here: {type(e).__name__}"
        if DEVICE != "cpu":
            line += f"; peak {torch.cuda.max_memory_allocated() >> 20} MiB"
            torch.cuda.reset_peak_memory_stats()
        print(line, flush=True)


def measure_decoding():
    weights = random_weights(NOTEBOOK)
    for rows in (1, 32, 256):
        calls, steps = (2, 8) if QUICK else (16, 8)
        model, p, cache = decoder("notebook", SPEED, NOTEBOOK, weights, rows, 8 * 17)
        state = torch.stack([torch.full((rows,), 5), torch.zeros(rows, dtype=torch.long), torch.arange(rows) * 8 * 17], 1).to(DEVICE)
        filters = torch.tensor([1.25, 0, 0.95, 0]).repeat(rows, 1).to(DEVICE)
        for call in range(calls + 1):
            if call == 1:
                wait()
                began = time.perf_counter()
            out = model.generate(state, torch.tensor(1 + 8 * call), filters, torch.rand(rows, steps, dtype=torch.float64).to(DEVICE), p, cache)
            state = torch.stack([out[:, -1], state[:, 1] + steps, state[:, 2]], 1)
        wait()
        print(f"decoding {rows} stories: {rows * calls * steps / (time.perf_counter() - began):,.0f} tokens/s", flush=True)


def profile():
    step = trainer("notebook", NOTEBOOK, 512, 2 if QUICK else 8)
    x, y = torch.randint(0, NOTEBOOK[0], (2, 512 * (2 if QUICK else 8)), device=DEVICE)
    step(x, y)
    with torch.profiler.profile() as measured:
        step(x, y)
        wait()
    print(measured.key_averages().table(sort_by="self_cpu_time_total" if DEVICE == "cpu" else "self_cuda_time_total", row_limit=25))


print(f"PyTorch {torch.__version__} on {torch.cuda.get_device_name() if DEVICE != 'cpu' else 'the CPU'}")
same = check()
measure_training()
measure_decoding()
if "--profile" in sys.argv:
    profile()
sys.exit(0 if same else 1)
