# Writing with the language model of gpt.py, for many stories at once: the next token of each in one call. The result of a
# row is the same to the last bit whichever rows it is with: every operation treats rows apart, the packed matrices too
# (FBGEMM: fp16 weights, fp32 sums; x86 processors alone).
#
# Shapes: R rows, one per story; T tokens of one story; C width; H heads; D = C / H head width; F hidden width;
# V vocabulary; P tokens that the cache (2 L, 1, H, P, D) holds, each layer's keys before its values. A story has
# a stretch of it.
class Decoder(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool
  heads : int
  layers : int
  theta : float
  pack : int
  packed : List[__torch__.torch.classes.quantized.LinearPackedParamsBase]
  plain : List[Tensor]
  tables : List[Tensor]

  # Keeps the matrices of the folded weights f (as gpt.py's `fold` makes them) for all calls to come: per layer q, k and v
  # (3 C, C), o (C, C), gate and up (2 F, C), down (C, F), then the head (V, C). tables: embedding (V, C), cosines and
  # sines (context, 1, D), the latter negative in their first half, then the weights of each layer's q and k norms (2 H, D)
  def bind(self, f: List[Tensor], context: Tensor) -> Tensor:
    width = f[2].size(1)
    half = width // 2
    exponents = torch.arange(0, width, 2, dtype=6, device=f[0].device) / width  # (D / 2)
    positions = torch.arange(0, int(context), dtype=6, device=f[0].device)
    angles = positions.unsqueeze(1) * torch.pow(self.theta, exponents).reciprocal()  # (context, D / 2)
    cos, sin = torch.cos(angles), torch.sin(angles)
    self.tables.clear()
    self.tables.append(f[0].clone())  # the one that `fold` hands on as it is, in memory of its owner
    self.tables.append(torch.cat([cos, cos], 1).unsqueeze(1))
    self.tables.append(torch.cat([torch.neg(sin), sin], 1).unsqueeze(1))
    self.packed.clear()
    self.plain.clear()
    for i in range(self.layers):
      at = 1 + 7 * i
      self.tables.append(f[at + 1])
      self.keep(torch.cat([f[at], f[at + 2]], 0))
      self.keep(f[at + 3])
      self.keep(torch.cat([f[at + 4], f[at + 5]], 0))
      self.keep(f[at + 6].t())
    self.keep(f[len(f) - 1])
    return torch.tensor(len(self.tables))

  def keep(self, w: Tensor) -> None:
    if self.pack == 1:
      self.packed.append(ops.quantized.linear_prepack_fp16(w.contiguous(), None))
    else:
      self.plain.append(w.t().contiguous())

  # x (R, in) by the matrix kept as number `at` -> (R, out)
  def linear(self, x: Tensor, at: int) -> Tensor:
    if self.pack == 1:
      y = ops.quantized.linear_dynamic_fp16(x, self.packed[at])
    elif x.size(0) == 1:
      y = torch.mm(x, self.plain[at])
    else:
      y = torch.cat([torch.mm(x[r:r + 1], self.plain[at]) for r in range(x.size(0))], 0)
    return y

  # What `unit` makes the length of R rows
  def lengths(self, rows: int, width: int, device: Device) -> Tensor:
    return torch.full([rows, 1], width ** 0.5, device=device)

  # Rows of length sqrt(width), see gpt.py
  def unit(self, x: Tensor, lengths: Tensor) -> Tensor:
    y, before = torch._weight_norm_interface(x, lengths, 0)
    return y

  # x (R, C) -> rotated q and k (R, 2 H, D) and v (R, H, D). near: lengths of R rows, far: of 2 H R heads
  def project(self, x: Tensor, i: int, cos: Tensor, sin: Tensor, near: Tensor, far: Tensor) -> Tuple[Tensor, Tensor]:
    y = self.linear(self.unit(x, near), 4 * i).view(x.size(0), 3 * self.heads, -1)
    qk, v = torch.split_with_sizes(y, [2 * self.heads, self.heads], 1)
    width = qk.size(2)
    qk = self.unit(qk.reshape(-1, width), far).view(-1, 2 * self.heads, width) * self.tables[3 + i]
    return (torch.addcmul(qk * cos, torch.roll(qk, [width // 2], [-1]), sin), v)

  # The rest of a layer: x, mixed (R, C) -> (R, C)
  def rest(self, x: Tensor, i: int, mixed: Tensor, near: Tensor) -> Tensor:
    x = x + self.linear(mixed, 4 * i + 1)
    gate, up = torch.chunk(self.linear(self.unit(x, near), 4 * i + 2), 2, 1)  # (R, F)
    return x + self.linear(torch.silu(gate) * up, 4 * i + 3)

  def logits(self, x: Tensor, near: Tensor) -> Tensor:
    return self.linear(self.unit(x, near), 4 * self.layers)  # (R, V)

  # A piece of one story's prompt, tokens (T), behind `place[1]` tokens that its stretch of the cache from `place[0]` on
  # holds already -> logits (1, V) of what follows
  def prefill(self, tokens: Tensor, place: Tensor, cache: Tensor) -> Tensor:
    start, past = int(place[0]), int(place[1])
    count = tokens.size(0)
    x = torch.embedding(self.tables[0], tokens)
    cos, sin = self.tables[1][past:past + count], self.tables[2][past:past + count]
    width = cos.size(2)
    near, far = self.lengths(count, x.size(1), x.device), self.lengths(2 * self.heads * count, width, x.device)
    future = torch.triu(torch.full([count, past + count], float("-inf"), device=x.device), past + 1)  # (T, past + T)
    for i in range(self.layers):
      qk, v = self.project(x, i, cos, sin, near, far)
      q, k = torch.split_with_sizes(qk.transpose(0, 1).unsqueeze(0), [self.heads, self.heads], 1)  # (1, H, T, D)
      keys, values = cache[2 * i].narrow(2, start, past + count), cache[2 * i + 1].narrow(2, start, past + count)
      keys.narrow(2, past, count).copy_(k)
      values.narrow(2, past, count).copy_(v.transpose(0, 1))
      y = torch.scaled_dot_product_attention(q, keys, values, future, scale=1.0)
      x = self.rest(x, i, y.squeeze(0).transpose(0, 1).reshape(count, -1), near)
    return self.logits(x[count - 1:], near[:1])

  # The next token of each row. rows (R, 3): token, position, where the story's stretch of the cache starts -> logits (R, V)
  def decode(self, rows: Tensor, cache: Tensor) -> Tensor:
    count = rows.size(0)
    numbers = annotate(List[List[int]], rows.tolist())
    tokens, positions, starts = torch.unbind(rows, 1)
    places = positions + starts
    x = torch.embedding(self.tables[0], tokens)  # (R, C)
    cos, sin = torch.index_select(self.tables[1], 0, positions), torch.index_select(self.tables[2], 0, positions)
    near, far = self.lengths(count, x.size(1), x.device), self.lengths(2 * self.heads * count, cos.size(2), x.device)
    for i in range(self.layers):
      qk, v = self.project(x, i, cos, sin, near, far)
      q, k = torch.split_with_sizes(qk, [self.heads, self.heads], 1)
      q = q.unsqueeze(2)  # (R, H, 1, D)
      keys, values = cache[2 * i], cache[2 * i + 1]  # (1, H, P, D)
      if count == 1:
        keys.narrow(2, numbers[0][1] + numbers[0][2], 1).copy_(k.unsqueeze(2))
        values.narrow(2, numbers[0][1] + numbers[0][2], 1).copy_(v.unsqueeze(2))
      else:
        keys.index_copy_(2, places, k.transpose(0, 1).unsqueeze(0))
        values.index_copy_(2, places, v.transpose(0, 1).unsqueeze(0))
      mixed = annotate(List[Tensor], [])
      for r in range(count):
        held = numbers[r][1] + 1
        mixed.append(torch.scaled_dot_product_attention(q.narrow(0, r, 1), keys.narrow(2, numbers[r][2], held), values.narrow(2, numbers[r][2], held), scale=1.0))
      x = self.rest(x, i, torch.cat(mixed, 0).view(count, -1), near)
    return self.logits(x, near)
