# The language model of gpt.py as few large operations, for devices on which starting an operation costs more than its caches
# save: autograd, whole batches at once, and as many operations for one document as for a thousand. Training and decoding share
# the layer. Losses, gradients and tokens are those of gpt.py and decode.py. The methods of shared.py belong to this class too.
#
# Shapes: N tokens of all documents, one after the other; C width; H heads; D = C / H head width; F hidden width; V vocabulary;
# L layers; M targets; R documents of a batch, or sequences that are decoded; P tokens that the KV cache (2 L, P, H, D) holds.
#
# Weights are one list in the order of WeightLayout.java. Lists whose elements are written to must be arguments: TorchScript
# drops writes to lists built in the script. Arguments that become Python numbers lie on the CPU, so that no call waits for the
# device.
class Plain(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool
  heads : int
  layers : int
  dtype : int
  rope_theta : float
  dropout : float
  recompute : int

  # The eleven weights of a layer as it multiplies by them: norms become part of the matrices that read their output.
  # FOLDED: 0 q, k and v (3 C, C) | 1 norms of q and k (2, 1, D) | 2 o (C, C) | 3 gate and up (2 F, C) | 4 down (C, F)
  def fold(self, w: List[Tensor]) -> List[Tensor]:
    qkv, gate_up = torch.cat([w[1], w[2], w[3]], 0) * w[0], torch.cat([w[8], w[9]], 0) * w[7]
    return [x.to(self.dtype) for x in [qkv, torch.stack([w[5], w[6]], 0).unsqueeze(1), w[4], gate_up, w[10]]]

  # The Euclidean norm sqrt(C) that `rms_norm` gives the rows of x (N, C): (N, 1). libtorch has no fp16 kernel for it on a CPU
  def row_norm(self, x: Tensor) -> Tensor:
    return torch.full([x.size(0), 1], x.size(1) ** 0.5, dtype=6 if x.dtype == 5 and not x.is_cuda else x.dtype, device=x.device)

  # RMSNorm of the rows of x (N, C) without weights: weight normalisation to rows of norm sqrt(C) is the same in one operation
  def rms_norm(self, x: Tensor, row_norm: Tensor) -> Tensor:
    y, unused = torch._weight_norm_interface(x.to(row_norm.dtype), row_norm, 0)
    return y.to(x.dtype)

  # Cosines and sines of RoPE at positions (N): 2 x (N, 1, 1, D); the first half of the sines is negated, see `rotate`
  def rotary_tables(self, positions: Tensor, width: int) -> Tuple[Tensor, Tensor]:
    exponents = torch.arange(0, width, 2, dtype=7, device=positions.device) / width  # (D / 2)
    angles = (positions.unsqueeze(1) * torch.pow(self.rope_theta, exponents).reciprocal()).view(-1, 1, 1, width // 2)
    cos, sin = torch.cos(angles).to(self.dtype), torch.sin(angles).to(self.dtype)
    return (torch.cat([cos, cos], -1), torch.cat([torch.neg(sin), sin], -1))

  # RoPE: x cos + rotate_half(x) sin
  def rotate(self, x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
    return x * cos + torch.roll(x, [x.size(-1) // 2], [-1]) * sin

  # x (N, C) -> q, k and v (N, H, D)
  def qkv(self, x: Tensor, p: List[Tensor], cos: Tensor, sin: Tensor, row_norm: Tensor) -> Tuple[Tensor, Tensor, Tensor]:
    y = torch.linear(self.rms_norm(x, row_norm), p[0]).view(x.size(0), 3, self.heads, -1)  # (N, 3, H, D)
    qk, v = torch.split_with_sizes(y, [2, 1], 1)
    q, k = torch.unbind(self.rotate(torch.rms_norm(qk, [y.size(3)], None, 1e-6) * p[1], cos, sin), 1)
    return (q, k, v.squeeze(1))

  # Whether CUDA's kernels for documents of different lengths take heads like x
  def packs(self, x: Tensor) -> bool:
    return x.is_cuda and x.size(2) % 8 == 0 and x.size(2) <= 256

  # Rows of documents that begin at `starts` (R), padded with any others -> (R, longest)
  def padding(self, starts: Tensor, longest: int, rows: int) -> Tensor:
    return (starts.unsqueeze(1) + torch.arange(longest, device=starts.device)).clamp_(max=rows - 1)

  # Causal attention within documents: q, k, v (N, H, D) -> (N, C). bounds (R + 1) int32: where documents
  # begin; longest: rows of the longest; padded (N): each row's place when all documents are padded to the longest
  def attention(self, q: Tensor, k: Tensor, v: Tensor, bounds: Tensor, longest: int, padded: Tensor) -> Tensor:
    if self.packs(q) and q.dtype == 15:
      y, unused1, unused2, unused3, unused4 = torch._flash_attention_forward(q, k, v, bounds, bounds, longest, longest, 0., True, False)
    elif self.packs(q):
      y, unused1, unused2, unused3, unused4, unused5 = torch._efficient_attention_forward(q.unsqueeze(0), k.unsqueeze(0), v.unsqueeze(0), None, bounds, bounds, longest, longest, 0., 1, True)
    else:
      rows = self.padding(bounds[:-1], longest, q.size(0)).flatten()
      qkv = torch.index_select(torch.stack([q, k, v], 1), 0, rows).view(-1, longest, 3, self.heads, q.size(2)).permute([2, 0, 3, 1, 4])
      q, k, v = torch.unbind(qkv, 0)  # (R, H, longest, D)
      y = torch.scaled_dot_product_attention(q, k, v, None, 0., True)
      y = torch.index_select(y.transpose(1, 2).flatten(0, 1), 0, padded)
    return y.reshape(padded.size(0), -1)

  # Which numbers of the output of a branch dropout keeps: a hash of `noise`, a number per token (N), of the channel and of the
  # branch, as in gpt.py. channels (C): numbers of the branch's channels -> (N, C)
  def dropout_mask(self, noise: Tensor, channels: Tensor) -> Tensor:
    h = self.dropout_hash(noise, channels)
    return torch.ge(torch.bitwise_and(h, 65535 << 20), int(65536 * self.dropout) << 20)

  # Residual connection: x + dropout(y w^T), without dropout when there is no noise
  def add_residual(self, x: Tensor, y: Tensor, w: Tensor, noise: Tensor, channels: Tensor) -> Tensor:
    y = torch.linear(y, w)
    return x + y if noise.size(0) == 0 else torch.add(x, y * self.dropout_mask(noise, channels), alpha=1.0 / (1.0 - self.dropout))

  # The MLP and its residual connection: x (N, C) -> (N, C)
  def mlp(self, x: Tensor, p: List[Tensor], row_norm: Tensor, noise: Tensor, channels: Tensor) -> Tensor:
    gate, up = torch.chunk(torch.linear(self.rms_norm(x, row_norm), p[3]), 2, 1)  # (N, F)
    return self.add_residual(x, torch.silu(gate) * up, p[4], noise, channels)

  # What all layers read of a batch with x (N, C): norms of its rows; cosines and sines; places and bounds; noise, and numbers of all
  # channels of all branches, as gpt.py counts them (14 L, C)
  def batch(self, x: Tensor, padded: Tensor, bounds: Tensor, noise: Tensor, longest: int, w: List[Tensor]) -> List[Tensor]:
    cos, sin = self.rotary_tables(torch.remainder(padded, longest), w[6].size(0))
    width = x.size(1)
    channels = torch.arange(2 * width, (2 + 14 * self.layers) * width, device=bounds.device) * 7046029254386353131
    return [self.row_norm(x), cos, sin, padded, bounds, noise, channels.view(-1, width)]

  # One transformer layer: x (N, C) and the layer's weights -> (N, C)
  def layer(self, inputs: List[Tensor], i: int, longest: int, batch: List[Tensor]) -> Tensor:
    x, p = inputs[0], self.fold(inputs[1:])
    row_norm, cos, sin, padded, bounds, noise, channels = batch
    q, k, v = self.qkv(x, p, cos, sin, row_norm)
    x = self.add_residual(x, self.attention(q, k, v, bounds, longest, padded), p[2], noise, channels[14 * i])
    return self.mlp(x, p, row_norm, noise, channels[14 * i + 1])

  # Summed cross-entropy in nats of targets (M), each predicted at its place of x (N, C). norm (C), head (V, C)
  def nats(self, x: Tensor, norm: Tensor, head: Tensor, places: Tensor, targets: Tensor) -> Tensor:
    y = torch.index_select(x, 0, places)
    y = self.rms_norm(y, self.row_norm(y))
    return torch.cross_entropy_loss(torch.linear(y, (head * norm).to(self.dtype)).float(), targets, reduction=2)

  # Leaves of a graph: the same numbers, with gradients of their own
  def leaves(self, tensors: List[Tensor]) -> List[Tensor]:
    return [x.detach().requires_grad_(True) for x in tensors]

  # Gradients of inputs out of g, that of an output
  def backward(self, output: Tensor, inputs: List[Tensor], g: Tensor) -> List[Tensor]:
    return [unchecked_cast(Tensor, d) for d in torch.grad([output], inputs, annotate(Optional[List[Optional[Tensor]]], [g]))]

  # Summed nats of targets (M), each predicted at its place of the buffer. tokens (N), padded (N), bounds (R + 1) int32: see
  # `attention`; longest: tokens of the longest document; places (M), targets (M)
  def score(self, tokens: Tensor, padded: Tensor, bounds: Tensor, longest: Tensor, places: Tensor, targets: Tensor, w: List[Tensor]) -> Tensor:
    torch.set_grad_enabled(False)
    x = torch.embedding(w[0], tokens).to(self.dtype)  # (N, C)
    batch = self.batch(x, padded, bounds, tokens[:0], int(longest), w)
    for i in range(self.layers):
      x = self.layer([x] + w[1 + 11 * i:12 + 11 * i], i, int(longest), batch)
    return self.nats(x, w[len(w) - 2], w[len(w) - 1], places, targets)

  # As `score`; and the gradients of `nats * scale`, one per weight. A graph per layer: with `recompute` a layer keeps only its
  # input and is computed again in the backward pass (https://arxiv.org/abs/1604.06174). noise: of dropout, see `dropout_mask`
  def gradients(self, tokens: Tensor, padded: Tensor, bounds: Tensor, longest: Tensor, places: Tensor, targets: Tensor, noise: Tensor, scale: Tensor, w: List[Tensor]) -> Tuple[Tensor, List[Tensor]]:
    torch.set_grad_enabled(True)
    embedding = self.leaves(w[:1])
    embedded = torch.embedding(embedding[0], tokens).to(self.dtype)  # (N, C)
    x = embedded
    batch = self.batch(x.detach(), padded, bounds, noise, int(longest), w)
    inputs, outputs = annotate(List[List[Tensor]], []), annotate(List[Tensor], [])
    for i in range(self.layers):
      inputs.append(self.leaves([x] + w[1 + 11 * i:12 + 11 * i]))
      torch.set_grad_enabled(self.recompute == 0)
      x = self.layer(inputs[i], i, int(longest), batch)
      torch.set_grad_enabled(True)
      outputs.append(x)
    head = self.leaves([x, w[len(w) - 2], w[len(w) - 1]])
    nats = self.nats(head[0], head[1], head[2], places, targets)
    d = self.backward(nats, head, scale)
    x, grads = d[0], d[1:]
    for j in range(self.layers):
      i = self.layers - 1 - j
      output, layer = outputs.pop(), inputs.pop()
      if self.recompute == 1:
        output = self.layer(layer, i, int(longest), batch)
      d = self.backward(output, layer, x)
      x, grads = d[0], d[1:] + grads
    grads = self.backward(embedded, embedding, x) + grads
    torch.set_grad_enabled(False)
    return (nats.detach(), grads)

  # Gradient accumulation: adds those of another micro-batch
  def accumulate(self, grads: List[Tensor], more: List[Tensor]) -> Tensor:
    torch._foreach_add_(grads, more)
    return torch.tensor(len(grads))

  # The global norm of all gradients
  def norm(self, grads: List[Tensor]) -> Tensor:
    return torch.linalg_vector_norm(torch.stack(torch._foreach_norm(grads, 2)))

  # Exponential moving average a of the weights w, see gpt.py
  def update_average(self, a: List[Tensor], w: List[Tensor], rate: Tensor) -> Tensor:
    torch._foreach_lerp_(a, w, float(rate))
    return torch.tensor(len(a))

  # Muon on all matrices w of one shape at once, with gradients g and momenta m, see gpt.py. settings: the factor of all
  # gradients, rate, decay, momentum
  def muon(self, g: List[Tensor], w: List[Tensor], m: List[Tensor], settings: Tensor) -> Tensor:
    factor, rate, decay, momentum = annotate(List[float], settings.tolist())
    torch._foreach_mul_(g, factor)
    torch._foreach_lerp_(m, g, 1.0 - momentum)
    updates = self.orthogonalize(torch.stack(torch._foreach_lerp(g, m, momentum), 0))  # (B, R, S)
    step = rate * max(1.0, w[0].size(0) / w[0].size(1)) ** 0.5
    weights = torch.stack(w, 0)
    decayed = torch.threshold_backward(weights, updates * weights, 0)
    torch._foreach_sub_(w, torch.unbind(updates.mul_(step).add_(decayed, alpha=rate * decay), 0))
    return torch.tensor(len(w))

  # Adam on all weights w of one rate at once, see gpt.py. settings: the factor of all gradients, rate, decay, beta1, beta2, step
  def adam(self, g: List[Tensor], w: List[Tensor], m: List[Tensor], v: List[Tensor], settings: Tensor) -> Tensor:
    factor, rate, decay, beta1, beta2, step = annotate(List[float], settings.tolist())
    torch._foreach_mul_(g, factor)
    torch._foreach_lerp_(m, g, 1.0 - beta1)
    torch._foreach_mul_(v, beta2)
    torch._foreach_addcmul_(v, g, g, 1.0 - beta2)
    bias_correction2 = (1.0 - beta2 ** step) ** 0.5
    torch._foreach_mul_(w, 1.0 - rate * decay)
    torch._foreach_addcdiv_(w, m, torch._foreach_add(torch._foreach_sqrt(v), 1e-8 * bias_correction2), -rate * bias_correction2 / (1.0 - beta1 ** step))
    return torch.tensor(len(w))

  # The weights as decoding multiplies by them, for all calls to come: the embedding in fp32, FOLDED of every layer, the head.
  # Copies, as what `fold` leaves as it is belongs to the caller
  def fold_all(self, w: List[Tensor]) -> List[Tensor]:
    p = [w[0]]
    for i in range(self.layers):
      p += self.fold(w[1 + 11 * i:12 + 11 * i])
    p.append((w[len(w) - 1] * w[len(w) - 2]).to(self.dtype))
    return [x.clone() for x in p]

  # Causal attention of the last tokens of sequences to all of theirs: q (N, H, D), keys and values (P, H, D) -> (N, C).
  # bounds (R + 1): where each sequence's rows of q begin; starts (R + 1) and lengths (R): its range of the cache; limits: the
  # most rows and the most keys of a sequence; padded (N): as in `attention`
  def cached_attention(self, q: Tensor, keys: Tensor, values: Tensor, bounds: Tensor, starts: Tensor, lengths: Tensor, limits: List[int], padded: Tensor) -> Tensor:
    if self.packs(q) and q.dtype == 15:
      y, unused1, unused2, unused3, unused4 = torch._flash_attention_forward(q, keys, values, bounds, starts, limits[0], limits[1], 0., True, False, seqused_k=lengths)
    elif self.packs(q):
      y, unused1, unused2, unused3, unused4, unused5 = torch._efficient_attention_forward(q.unsqueeze(0), keys.unsqueeze(0), values.unsqueeze(0), None, bounds, starts, limits[0], limits[1], 0., 2, False, seqlen_k=lengths)
    else:
      rows = self.padding(bounds[:-1], limits[0], q.size(0))  # (R, most rows)
      range = self.padding(starts[:-1], limits[1], keys.size(0))  # (R, most keys)
      positions = (lengths - torch.diff(bounds)).unsqueeze(1) + torch.arange(limits[0], device=q.device)  # (R, most rows)
      mask = torch.le(torch.arange(limits[1], device=q.device), positions.unsqueeze(2)).unsqueeze(1)  # (R, 1, most rows, most keys)
      y = torch.scaled_dot_product_attention(torch.transpose(q[rows], 1, 2), torch.transpose(keys[range], 1, 2), torch.transpose(values[range], 1, 2), mask)
      y = torch.index_select(y.transpose(1, 2).flatten(0, 1), 0, padded)
    return y.reshape(q.size(0), -1)

  # Logits (R, V) after the next tokens of sequences, whose keys and values are added to the cache. tokens (N), positions (N);
  # slots (N): their places in the cache; the rest as in `cached_attention`
  def forward(self, tokens: Tensor, positions: Tensor, slots: Tensor, bounds: Tensor, starts: Tensor, lengths: Tensor, limits: List[int], p: List[Tensor], cache: Tensor) -> Tensor:
    x = torch.embedding(p[0], tokens).to(self.dtype)  # (N, C)
    cos, sin = self.rotary_tables(positions, cache.size(3))
    sequence = torch.repeat_interleave(torch.arange(lengths.size(0), device=x.device), torch.diff(bounds), output_size=x.size(0))  # (N)
    padded = torch.arange(x.size(0), device=x.device) - bounds[sequence] + sequence * limits[0]
    row_norm, none = self.row_norm(x), tokens[:0]
    for i in range(self.layers):
      layer = p[1 + 5 * i:6 + 5 * i]
      q, k, v = self.qkv(x, layer, cos, sin, row_norm)
      keys, values = cache[2 * i], cache[2 * i + 1]
      keys.index_copy_(0, slots, k)
      values.index_copy_(0, slots, v)
      y = self.cached_attention(q, keys, values, bounds, starts, lengths, limits, padded)
      x = self.mlp(self.add_residual(x, y, layer[2], none, none), layer, row_norm, none, none)
    x = torch.index_select(x, 0, bounds[1:] - 1)  # (R, C)
    return torch.linear(self.rms_norm(x, self.row_norm(x)), p[len(p) - 1]).float()

  # Samples a token of each row of logits (R, V), as Sampler.java does. filters (R, 4): 1 / temperature or 0 for the likeliest
  # token, top-k or 0, top-p, min-p; uniform (R): random numbers from 0 to below 1
  def sample(self, logits: Tensor, filters: Tensor, uniform: Tensor) -> Tensor:
    best, likeliest = torch.max(logits, 1, True)
    factor, top_k, top_p, min_p = torch.unbind(filters.unsqueeze(2), 1)  # (R, 1)
    power = (logits - best) * factor
    w, ids = torch.sort(torch.exp(power) * torch.gt(power, -40), stable=True, dim=1, descending=True)
    rank = torch.arange(w.size(1), device=w.device)
    w = (w * torch.ge(w, min_p) * torch.logical_or(torch.eq(top_k, 0), torch.lt(rank, top_k))).double()
    before = torch.cumsum(w, 1) - w
    w = w * torch.logical_or(torch.ge(top_p, 1), torch.logical_or(torch.lt(before, top_p * w.sum([1], True)), torch.eq(rank, 0)))
    w = torch.cumsum(torch.scatter(torch.zeros_like(w), 1, ids, w), 1)  # (R, V), in the order of ids
    chosen = torch.le(w, uniform.unsqueeze(1) * w[:, -1:]).sum([1], True)
    return torch.where(torch.eq(factor, 0), likeliest, chosen.clamp_(max=w.size(1) - 1)).squeeze(1)

  # The next tokens of sequences: chunks of prompts and last tokens alike, see `forward`. Samples a token of each sequence, and
  # returns the logits of some, numbered in `kept` -> tokens (R), logits
  def extend(self, tokens: Tensor, positions: Tensor, slots: Tensor, bounds: Tensor, starts: Tensor, lengths: Tensor, limits: Tensor, filters: Tensor, uniforms: Tensor, kept: Tensor, p: List[Tensor], cache: Tensor) -> Tuple[Tensor, Tensor]:
    logits = self.forward(tokens, positions, slots, bounds, starts, lengths, annotate(List[int], limits.tolist()), p, cache)
    return (self.sample(logits, filters, uniforms[:, 0]), torch.index_select(logits, 0, kept))

  # Several steps of sequences in one call, S as there are columns of uniforms (R, S). rows (R, 3): last token, its position, where
  # the sequence's range of the cache starts; longest: keys of the longest one after the first step -> tokens (R, S)
  def generate(self, rows: Tensor, longest: Tensor, filters: Tensor, uniforms: Tensor, p: List[Tensor], cache: Tensor) -> Tensor:
    tokens, positions, first = torch.unbind(rows, 1)
    bounds = torch.arange(rows.size(0) + 1, dtype=3, device=rows.device)
    starts = torch.cat([first, first[:1]], 0).to(3)
    generated = annotate(List[Tensor], [])
    for s in range(uniforms.size(1)):
      logits = self.forward(tokens, positions, first + positions, bounds, starts, (positions + 1).to(3), [1, int(longest) + s], p, cache)
      tokens = self.sample(logits, filters, uniforms[:, s])
      generated.append(tokens)
      positions = positions + 1
    return torch.stack(generated, 1)
