# Decoding with the language model of gpt.py, for many sequences at once: the next token of each in one call. The logits of a
# sequence are the same to the last bit whatever the batch: every operation treats rows apart, the packed matrices too (FBGEMM:
# fp16 weights, fp32 sums; x86 processors alone).
#
# Shapes: R rows, one per sequence; T tokens of one sequence; C width; H heads; D = C / H head width; F hidden width;
# V vocabulary; L layers; P tokens that the KV cache (2 L, 1, H, P, D) holds, each layer's keys before its values. A sequence
# has a contiguous range of them.
class Decoder(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool
  heads : int
  layers : int
  rope_theta : float
  pack : int
  packed : List[__torch__.torch.classes.quantized.LinearPackedParamsBase]
  plain : List[Tensor]
  tables : List[Tensor]

  # Keeps the folded weights p (see `fold` in gpt.py) for all calls to come. Matrices: per layer QKV (3 C, C), O (C, C), GATE_UP
  # (2 F, C), DOWN (C, F), then the lm head (V, C). Tables: 0 embedding (V, C), 1 cosines and 2 sines of RoPE (context, 1, D), the
  # latter negated in their first half, 3 + i the weights of layer i's q and k norms (2 H, D)
  def bind(self, p: List[Tensor], context: Tensor) -> Tensor:
    width = p[2].size(1)
    exponents = torch.arange(0, width, 2, dtype=6, device=p[0].device) / width  # (D / 2)
    positions = torch.arange(0, int(context), dtype=6, device=p[0].device)  # (context)
    angles = positions.unsqueeze(1) * torch.pow(self.rope_theta, exponents).reciprocal()  # (context, D / 2)
    cos, sin = torch.cos(angles), torch.sin(angles)
    self.tables.clear()
    self.tables.append(p[0].clone())  # `fold` returns the caller's own embedding
    self.tables.append(torch.cat([cos, cos], 1).unsqueeze(1))
    self.tables.append(torch.cat([torch.neg(sin), sin], 1).unsqueeze(1))
    self.packed.clear()
    self.plain.clear()
    for i in range(self.layers):
      at = 1 + 7 * i
      self.tables.append(p[at + 1])
      self.add_matrix(torch.cat([p[at], p[at + 2]], 0))
      self.add_matrix(p[at + 3])
      self.add_matrix(torch.cat([p[at + 4], p[at + 5]], 0))
      self.add_matrix(p[at + 6].t())
    self.add_matrix(p[len(p) - 1])
    return torch.tensor(len(self.tables))

  def add_matrix(self, w: Tensor) -> None:
    if self.pack == 1:
      self.packed.append(ops.quantized.linear_prepack_fp16(w.contiguous(), None))
    else:
      self.plain.append(w.t().contiguous())

  # x (R, in) times the matrix number `at` -> (R, out)
  def linear(self, x: Tensor, at: int) -> Tensor:
    if self.pack == 1:
      y = ops.quantized.linear_dynamic_fp16(x, self.packed[at])
    elif x.size(0) == 1:
      y = torch.mm(x, self.plain[at])
    else:
      y = torch.cat([torch.mm(x[r:r + 1], self.plain[at]) for r in range(x.size(0))], 0)
    return y

  # The Euclidean norm sqrt(W) that `rms_norm` gives each of R rows: (R, 1)
  def row_norm(self, rows: int, width: int, device: Device) -> Tensor:
    return torch.full([rows, 1], width ** 0.5, device=device)

  # RMSNorm of the rows of x (R, W) by weight normalisation, see gpt.py
  def rms_norm(self, x: Tensor, row_norm: Tensor) -> Tensor:
    y, unused = torch._weight_norm_interface(x, row_norm, 0)
    return y

  # x (R, C) -> q and k (R, 2 H, D) after QK-norm and RoPE, and v (R, H, D). x_norm: norms of R rows, head_norm: of 2 H R heads
  def qkv(self, x: Tensor, i: int, cos: Tensor, sin: Tensor, x_norm: Tensor, head_norm: Tensor) -> Tuple[Tensor, Tensor]:
    y = self.linear(self.rms_norm(x, x_norm), 4 * i).view(x.size(0), 3 * self.heads, -1)  # (R, 3 H, D)
    qk, v = torch.split_with_sizes(y, [2 * self.heads, self.heads], 1)
    width = qk.size(2)
    qk = self.rms_norm(qk.reshape(-1, width), head_norm).view(-1, 2 * self.heads, width) * self.tables[3 + i]
    return (torch.addcmul(qk * cos, torch.roll(qk, [width // 2], [-1]), sin), v)

  # Output projection of the attention y (R, C), then the MLP, each added to the residual stream x (R, C) -> (R, C)
  def residual(self, x: Tensor, i: int, y: Tensor, x_norm: Tensor) -> Tensor:
    x = x + self.linear(y, 4 * i + 1)
    gate, up = torch.chunk(self.linear(self.rms_norm(x, x_norm), 4 * i + 2), 2, 1)  # (R, F)
    return x + self.linear(torch.silu(gate) * up, 4 * i + 3)

  def logits(self, x: Tensor, x_norm: Tensor) -> Tensor:
    return self.linear(self.rms_norm(x, x_norm), 4 * self.layers)  # (R, V)

  # Chunked prefill: the next tokens (T) of one sequence's prompt. place: where the sequence's range of the cache starts, and how
  # many tokens it holds already -> logits (1, V) after the last token
  def prefill(self, tokens: Tensor, place: Tensor, cache: Tensor) -> Tensor:
    start, past = int(place[0]), int(place[1])
    count = tokens.size(0)
    x = torch.embedding(self.tables[0], tokens)  # (T, C)
    cos, sin = self.tables[1][past:past + count], self.tables[2][past:past + count]  # (T, 1, D)
    width = cos.size(2)
    x_norm, head_norm = self.row_norm(count, x.size(1), x.device), self.row_norm(2 * self.heads * count, width, x.device)
    mask = torch.triu(torch.full([count, past + count], float("-inf"), device=x.device), past + 1)  # (T, past + T)
    for i in range(self.layers):
      qk, v = self.qkv(x, i, cos, sin, x_norm, head_norm)
      q, k = torch.split_with_sizes(qk.transpose(0, 1).unsqueeze(0), [self.heads, self.heads], 1)  # (1, H, T, D)
      keys, values = cache[2 * i].narrow(2, start, past + count), cache[2 * i + 1].narrow(2, start, past + count)  # (1, H, past + T, D)
      keys.narrow(2, past, count).copy_(k)
      values.narrow(2, past, count).copy_(v.transpose(0, 1))
      y = torch.scaled_dot_product_attention(q, keys, values, mask, scale=1.0)  # (1, H, T, D)
      x = self.residual(x, i, y.squeeze(0).transpose(0, 1).reshape(count, -1), x_norm)
    return self.logits(x[count - 1:], x_norm[:1])

  # The next token of each sequence. rows (R, 3): last token, its position, where the sequence's range of the cache starts ->
  # logits (R, V)
  def decode(self, rows: Tensor, cache: Tensor) -> Tensor:
    count = rows.size(0)
    numbers = annotate(List[List[int]], rows.tolist())
    tokens, positions, starts = torch.unbind(rows, 1)
    places = positions + starts
    x = torch.embedding(self.tables[0], tokens)  # (R, C)
    cos, sin = torch.index_select(self.tables[1], 0, positions), torch.index_select(self.tables[2], 0, positions)  # (R, 1, D)
    x_norm, head_norm = self.row_norm(count, x.size(1), x.device), self.row_norm(2 * self.heads * count, cos.size(2), x.device)
    for i in range(self.layers):
      qk, v = self.qkv(x, i, cos, sin, x_norm, head_norm)
      q, k = torch.split_with_sizes(qk, [self.heads, self.heads], 1)
      q = q.unsqueeze(2)  # (R, H, 1, D)
      keys, values = cache[2 * i], cache[2 * i + 1]  # (1, H, P, D)
      if count == 1:
        keys.narrow(2, numbers[0][1] + numbers[0][2], 1).copy_(k.unsqueeze(2))
        values.narrow(2, numbers[0][1] + numbers[0][2], 1).copy_(v.unsqueeze(2))
      else:
        keys.index_copy_(2, places, k.transpose(0, 1).unsqueeze(0))
        values.index_copy_(2, places, v.transpose(0, 1).unsqueeze(0))
      y = annotate(List[Tensor], [])  # R times (1, H, 1, D)
      for r in range(count):
        length = numbers[r][1] + 1
        y.append(torch.scaled_dot_product_attention(q.narrow(0, r, 1), keys.narrow(2, numbers[r][2], length), values.narrow(2, numbers[r][2], length), scale=1.0))
      x = self.residual(x, i, torch.cat(y, 0).view(count, -1), x_norm)
    return self.logits(x, x_norm)
