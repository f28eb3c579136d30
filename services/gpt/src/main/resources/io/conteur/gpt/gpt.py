# The language model as TorchScript: the layout of Hugging Face's Qwen3ForCausalLM.
#
# Shapes: N tokens of all documents of a batch, one after the other, without padding; T tokens of one document;
# C width; H heads; D = C / H head width; F hidden width; V vocabulary; L layers.
#
# Weights are one list in the order of Weights.java: embedding (V, C); per layer eleven tensors, see LAYER below;
# final norm (C); head (V, C). Lists that are written to must be arguments of the method: writes to the elements of
# a list that the script itself builds are silently optimised away.
class Gpt(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool
  heads : int
  layers : int
  dtype : int
  theta : float
  rows : int
  dropout : float

  # LAYER: 0 norm (C) | 1 q 2 k 3 v 4 o (C, C) | 5 q norm 6 k norm (D) | 7 norm (C) | 8 gate 9 up (F, C) | 10 down (C, F)

  # Cosines and sines of the rotary angles of each position: 2 x (N, 1, D)
  def rotary(self, positions: Tensor, width: int) -> Tuple[Tensor, Tensor]:
    exponents = torch.arange(0, width, 2, dtype=6, device=positions.device) / width  # (D / 2)
    angles = positions.unsqueeze(1) * torch.pow(self.theta, exponents).reciprocal()  # (N, D / 2)
    angles = torch.cat([angles, angles], 1).unsqueeze(1)  # (N, 1, D)
    return (torch.cos(angles), torch.sin(angles))

  # The matrices as a step multiplies by them, fp32: a norm's weights scale the columns of the matrix that reads what
  # it normalises. Of the embedding (V, C) itself, of a layer PREPARED, of the final norm and the head one (V, C).
  # PREPARED: 0 q and k (2 C, C) | 1 their norms' weights (2 H, D) | 2 v 3 o (C, C) | 4 gate 5 up (F, C) | 6 down (C, F)
  def fold(self, w: List[Tensor]) -> List[Tensor]:
    if len(w) == 1:
      p = [w[0]]
    elif len(w) == 2:
      p = [w[1] * w[0]]
    else:
      q = w[5].expand(self.heads, -1) * w[5].size(0) ** -0.5  # with the scale of attention
      p = [torch.cat([w[1], w[2]], 0) * w[0], torch.cat([q, w[6].expand(self.heads, -1)], 0), w[3] * w[0], w[4], w[8] * w[7], w[9] * w[7], w[10]]
    return p

  # Tokens are looked up in fp32, so that the gradients of one seen often add up in fp32
  def prepare(self, w: List[Tensor]) -> List[Tensor]:
    torch.set_grad_enabled(False)
    p = self.fold(w)
    if len(w) > 1:
      p = [x.to(self.dtype) for x in p]
    return p

  # Rows of length sqrt(width): RMSNorm without weights, in one pass, which CPUs do not have for fp16. x (R, W)
  def unit(self, x: Tensor) -> Tensor:
    dtype = x.dtype
    if dtype == 5 and not x.is_cuda:
      x = x.float()
    y, lengths = torch._weight_norm_interface(x, torch.full([x.size(0), 1], x.size(1) ** 0.5, dtype=x.dtype, device=x.device), 0)
    return y.to(dtype)

  # q and k (N, 2 H, D), normed and rotated. sin is negative in its first half
  def turn(self, x: Tensor, gain: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
    y = self.unit(x.reshape(-1, gain.size(1))).view(-1, gain.size(0), gain.size(1)) * gain
    return torch.addcmul(y * cos, torch.roll(y, [gain.size(1) // 2], [-1]), sin)

  # Causal attention within documents: q and k (N, 2 H, D), v (N, H, D) -> (N, C). No graph: see attend_backward, which
  # takes half the time of the engine's own
  def attend(self, qk: Tensor, v: Tensor, lengths: List[int]) -> Tensor:
    mixed = annotate(List[Tensor], [])
    a = 0
    for length in lengths:
      q, k = torch.split_with_sizes(qk[a:a + length].transpose(0, 1).unsqueeze(0), [self.heads, self.heads], 1)  # (1, H, T, D)
      y = torch.scaled_dot_product_attention(q, k, v[a:a + length].transpose(0, 1).unsqueeze(0), is_causal=True, scale=1.0)
      mixed.append(y.squeeze(0).transpose(0, 1).flatten(1))
      a += length
    return torch.cat(mixed, 0)

  # Rows of x (T, ...) filled up with zeros to a multiple of 64. The engine keeps machine code for every shape that it
  # has multiplied, hundreds of kilobytes each: few shapes take less time and memory than the rows in vain
  def fill(self, x: Tensor) -> Tensor:
    more = 63 - (x.size(0) + 63) % 64
    if more > 0:
      x = torch.cat([x, torch.zeros([more] + x.size()[1:], dtype=x.dtype, device=x.device)], 0)
    return x

  # What fills a buffer up is a document of its own
  def filled(self, lengths: List[int]) -> List[int]:
    more = 63 - (sum(lengths) + 63) % 64
    return lengths + [more] if more > 0 else lengths

  # Its gradients with respect to q and k, and to v, out of g (N, C), in blocks of rows: what a block needs stays in the
  # cache, and no row needs the keys behind it. Rows that fill a document up have no gradient, and none before sees them
  def attend_backward(self, g: Tensor, qk: Tensor, v: Tensor, lengths: List[int]) -> Tuple[Tensor, Tensor]:
    rows = self.rows
    future = torch.triu(torch.full([rows, rows], float("-inf"), dtype=self.dtype, device=g.device), 1)
    dqk, dv = torch.empty_like(qk), torch.empty_like(v)
    start = 0
    for length in lengths:
      end = start + length
      q, k = torch.split_with_sizes(self.fill(qk[start:end]).transpose(0, 1).contiguous(), [self.heads, self.heads])  # (H, T, D)
      w = self.fill(v[start:end]).transpose(0, 1).contiguous()
      d = self.fill(g[start:end]).view(w.size(1), self.heads, -1).transpose(0, 1).contiguous()
      dq, dk, dw = torch.empty_like(q), torch.zeros_like(k), torch.zeros_like(w)
      for a in range(0, w.size(1), rows):
        b = min(a + rows, w.size(1))
        s = torch.bmm(q[:, a:b], k[:, :b].transpose(1, 2))  # (H, R, b)
        s[:, :, a:].add_(future[:b - a, :b - a])
        torch._softmax(s, -1, False, out=s)
        dw[:, :b].add_(torch.bmm(s.transpose(1, 2), d[:, a:b]))
        ds = torch.bmm(d[:, a:b], w[:, :b].transpose(1, 2))
        torch._softmax_backward_data(ds, s, -1, self.dtype, grad_input=ds)
        dk[:, :b].add_(torch.bmm(ds.transpose(1, 2), q[:, a:b]))
        dq[:, a:b].copy_(torch.bmm(ds, k[:, :b]))
      dqk[start:end, :self.heads].copy_(dq.transpose(0, 1)[:length])
      dqk[start:end, self.heads:].copy_(dk.transpose(0, 1)[:length])
      dv[start:end].copy_(dw.transpose(0, 1)[:length])
      start = end
    return (dqk, dv)

  # What a layer's attention mixes: x (N, C) -> q and k (N, 2 H, D), v (N, H, D)
  def project(self, p: List[Tensor], at: int, x: Tensor, cos: Tensor, sin: Tensor) -> Tuple[Tensor, Tensor]:
    y = self.unit(x)
    return (self.turn(torch.linear(y, p[at]), p[at + 1], cos, sin), torch.linear(y, p[at + 2]).view(x.size(0), self.heads, -1))

  # What a layer adds to the residual stream x: y W^T. A share of it is dropped when there is noise, a number (N) for each
  # token; hashing it with channel and place makes the mask a pure function of them, whatever else is in the batch
  def join(self, x: Tensor, y: Tensor, w: Tensor, noise: Tensor, place: int) -> Tensor:
    if noise.size(0) == 0:
      return torch.addmm(x, y, w.t())
    h = torch.unsqueeze(noise, 1) + torch.arange(place * x.size(1), (place + 1) * x.size(1), device=x.device) * 7046029254386353131  # (N, C)
    h = (h ^ (h >> 29)) * 3935559000370003845
    h = (h ^ (h >> 32)) * 2691343689449507681
    keep = torch.ge(torch.bitwise_and(h >> 20, 65535), int(65536 * self.dropout)).to(x.dtype)
    return x + torch.mm(y, w.t()) * keep / (1.0 - self.dropout)

  # The rest of a layer: x, mixed (N, C) -> (N, C)
  def rest(self, p: List[Tensor], at: int, x: Tensor, mixed: Tensor, noise: Tensor) -> Tensor:
    x = self.join(x, mixed, p[at + 3], noise, 2 * at)
    y = self.unit(x)
    return self.join(x, torch.silu(torch.linear(y, p[at + 4])) * torch.linear(y, p[at + 5]), p[at + 6], noise, 2 * at + 1)

  # tokens (N), positions (N), lengths of the documents -> per layer x, q and k, v, mixed, see `project` and `rest`, then
  # the last x. Every x and every mixed starts a graph of its own, which `backward` joins
  def forward(self, p: List[Tensor], tokens: Tensor, positions: Tensor, lengths: List[int], noise: Tensor) -> List[Tensor]:
    x = torch.embedding(p[0], tokens).to(self.dtype)  # (N, C)
    width = p[2].size(1)
    cos, sin = self.rotary(positions, width)
    sin = torch.cat([torch.neg(sin[:, :, :width // 2]), sin[:, :, width // 2:]], 2).to(self.dtype)
    cos = cos.to(self.dtype)
    passed = [x]
    for i in range(self.layers):
      x = x.detach().requires_grad_(True)
      qk, v = self.project(p, 1 + 7 * i, x, cos, sin)
      mixed = self.attend(qk.detach(), v.detach(), lengths).requires_grad_(True)
      passed = passed + [x, qk, v, mixed]
      x = self.rest(p, 1 + 7 * i, x, mixed, noise)
      passed = passed + [x]
    x = x.detach().requires_grad_(True)
    return passed + [x, self.unit(x)]

  # Summed nats of the tokens at `places` of the buffer, each predicted there: targets (M), places (M)
  def score(self, tokens: Tensor, positions: Tensor, lengths: Tensor, places: Tensor, targets: Tensor, p: List[Tensor]) -> Tensor:
    torch.set_grad_enabled(False)
    y = self.forward(p, self.fill(tokens), self.fill(positions), self.filled(annotate(List[int], lengths.tolist())), tokens[:0])
    logits = torch.linear(torch.index_select(y[len(y) - 1], 0, places), p[len(p) - 1]).float()  # (M, V)
    return torch.cross_entropy_loss(logits, targets, reduction=2)

  # Gradients of inputs out of the gradients g of outputs
  def pull(self, outputs: List[Tensor], inputs: List[Tensor], g: List[Tensor]) -> List[Tensor]:
    given = annotate(List[Optional[Tensor]], [])
    for x in g:
      given.append(x)
    return [unchecked_cast(Tensor, x) for x in torch.grad(outputs, inputs, given)]

  # Summed nats, the gradient of `nats * scale` with respect to the features (M, C) and to the head (V, C)
  def loss(self, x: Tensor, head: Tensor, targets: Tensor, scale: float) -> Tuple[Tensor, Tensor, Tensor]:
    count = x.size(0)
    x, targets = self.fill(x), self.fill(targets)
    g = torch.empty([x.size(0), head.size(0)], dtype=self.dtype, device=x.device)  # (M, V)
    nats = torch.zeros([], device=x.device)
    for a in range(0, x.size(0), self.rows):
      at = targets[a:a + self.rows].unsqueeze(1)
      p = torch.softmax(torch.linear(x[a:a + self.rows], head).float(), 1)  # (R, V)
      nats = nats - torch.log(torch.gather(p, 1, at)[:count - a].clamp_(min=1e-37)).sum()
      # softmax less the one-hot targets is the gradient of the logits
      g[a:a + self.rows].copy_(p.scatter_add_(1, at, torch.full_like(at, -1, dtype=6)).mul_(scale))
    g[count:].zero_()
    return (nats, torch.mm(g, head)[:count], torch.mm(g.t(), x))

  # Summed nats of one part and the gradients of `nats * scale`, one per prepared matrix
  def backward(self, p: List[Tensor], tokens: Tensor, positions: Tensor, noise: Tensor, lengths: List[int], places: Tensor, targets: Tensor, scale: float) -> Tuple[Tensor, List[Tensor]]:
    lengths = self.filled(lengths)
    s = self.forward(p, self.fill(tokens), self.fill(positions), lengths, self.fill(noise) if noise.size(0) > 0 else noise)
    y = s[len(s) - 1]
    nats, gy, head = self.loss(torch.index_select(y.detach(), 0, places), p[len(p) - 1].detach(), targets, scale)
    g = self.pull([y], [s[len(s) - 2]], [torch.zeros_like(y).index_copy_(0, places, gy)])[0]
    found = [head]
    for j in range(self.layers):
      i = self.layers - 1 - j
      at, k = 1 + 7 * i, 1 + 5 * i
      behind = self.pull([s[k + 4]], [s[k], s[k + 3], p[at + 3], p[at + 4], p[at + 5], p[at + 6]], [g])
      dqk, dv = self.attend_backward(behind[1], s[k + 1].detach(), s[k + 2].detach(), lengths)
      before = self.pull([s[k + 1], s[k + 2]], [s[k], p[at], p[at + 1], p[at + 2]], [dqk, dv])
      g = behind[0] + before[0]
      found = before[1:] + behind[2:] + found
    return (nats, self.pull([s[0]], [p[0]], [g]) + found)

  # Summed nats and gradients of the prepared matrices, part by part, so that memory holds the activations of one part
  # alone. The parts' gradients add up in the step's precision: moving fp32 sums to and fro would cost more than a part.
  # parts (K, 3): where each part ends among the tokens, the documents and the targets. scale: one over the targets of the
  # whole step, of which this may be a share, times what keeps small gradients from vanishing
  def gradients(self, tokens: Tensor, positions: Tensor, noise: Tensor, lengths: Tensor, places: Tensor, targets: Tensor, parts: Tensor, scale: Tensor, p: List[Tensor]) -> Tuple[Tensor, List[Tensor]]:
    torch.set_grad_enabled(True)
    leaves = [x.detach().requires_grad_(True) for x in p]
    found = annotate(List[Tensor], [])
    nats = torch.zeros([], device=tokens.device)
    a, b, c = 0, 0, 0
    for i in range(parts.size(0)):
      end, last, target = int(parts[i][0]), int(parts[i][1]), int(parts[i][2])
      more, g = self.backward(leaves, tokens[a:end], positions[a:end], noise[a:end], annotate(List[int], lengths[b:last].tolist()), places[c:target] - a, targets[c:target], float(scale))
      if i == 0:
        found = g
      else:
        found = torch._foreach_add(found, g)
      nats = nats + more
      a, b, c = end, last, target
    torch.set_grad_enabled(False)
    return (nats, [x.float() for x in found])

  # Nearest semi-orthogonal matrix, roughly: five Newton-Schulz iterations in bf16 (Jordan et al., Muon, 2024)
  def orthogonal(self, g: Tensor) -> Tensor:
    x = g.to(15)
    tall = x.size(0) > x.size(1)
    if tall:
      x = x.t()
    x = x / (torch.linalg_vector_norm(x) + 1e-7)
    for i in range(5):
      a = torch.mm(x, x.t())
      x = torch.addmm(x, torch.addmm(a, a, a, beta=-4.7750, alpha=2.0315), x, beta=3.4445)
    if tall:
      x = x.t()
    return x.float() * (max(1.0, g.size(0) / g.size(1)) ** 0.5)

  # Decoupled weight decay only where it pulls the way the update goes anyway ("cautious")
  def descend(self, w: Tensor, update: Tensor, rate: float, decay: float) -> None:
    if decay > 0.0:
      w.sub_(torch.where(torch.gt(update * w, 0), w, 0.0), alpha=rate * decay)
    w.sub_(update, alpha=rate)

  def muon(self, w: Tensor, g: Tensor, m: Tensor, rate: float, decay: float, momentum: float) -> None:
    m.lerp_(g, 1.0 - momentum)
    self.descend(w, self.orthogonal(torch.lerp(g, m, momentum)), rate, decay)

  def adam(self, w: Tensor, g: Tensor, m: Tensor, v: Tensor, rate: float, decay: float, beta1: float, beta2: float, step: int) -> None:
    m.lerp_(g, 1.0 - beta1)
    v.mul_(beta2).addcmul_(g, g, value=1.0 - beta2)
    update = (m / (1.0 - beta1 ** step)) / (torch.sqrt(v / (1.0 - beta2 ** step)) + 1e-8)
    self.descend(w, update, rate, decay)

  # Gradients of the weights w of a group, out of those of its prepared matrices: found holds the lists of all shares of
  # a batch, one after the other. First their summed squares
  def combine(self, found: List[Tensor], w: List[Tensor]) -> Tuple[Tensor, List[Tensor]]:
    torch.set_grad_enabled(True)
    leaves = [x.detach().requires_grad_(True) for x in w]
    prepared = self.fold(leaves)
    count = len(prepared)
    g = found[:count]
    for i in range(1, len(found) // count):
      g = torch._foreach_add(g, found[i * count:(i + 1) * count])
    g = self.pull(prepared, leaves, g)
    torch.set_grad_enabled(False)
    return (torch.stack([torch.dot(x.flatten(), x.flatten()) for x in g]).sum(), g)

  # Moves averages a towards the weights w by a share
  def average(self, a: List[Tensor], w: List[Tensor], share: Tensor) -> Tensor:
    torch.set_grad_enabled(False)
    for i in range(len(w)):
      a[i].lerp_(w[i], float(share))
    return torch.tensor(len(w))

  # Moves weights by their gradients. rates and decays: one per weight. kinds: 1 Muon, 0 Adam, one per weight.
  # settings: what the gradients are to be multiplied by, momentum, beta1, beta2, step from 1. Returns how many
  def move(self, g: List[Tensor], w: List[Tensor], m: List[Tensor], v: List[Tensor], rates: Tensor, decays: Tensor, kinds: Tensor, settings: Tensor) -> Tensor:
    torch.set_grad_enabled(False)
    for i in range(len(w)):
      d = g[i].mul_(settings[0])
      if int(kinds[i]) == 1:
        self.muon(w[i], d, m[i], float(rates[i]), float(decays[i]), float(settings[1]))
      else:
        self.adam(w[i], d, m[i], v[i], float(rates[i]), float(decays[i]), float(settings[2]), float(settings[3]), int(settings[4]))
    return torch.tensor(len(w))

  # Multiplies square matrices so many times, to measure how fast that goes: size and times (2)
  def multiply(self, work: Tensor) -> Tensor:
    torch.set_grad_enabled(False)
    size = int(work[0])
    x = torch.ones([size, size], dtype=self.dtype)
    y = x
    for i in range(int(work[1])):
      y = torch.addmm(x, x, y, beta=0.0, alpha=1.0 / size)
    return y[0, 0].float()
