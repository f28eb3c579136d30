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

  # Cosines and sines of the rotary angles of a document's tokens, the latter negative in their first half: 2 x (T, D), for
  # the longest of the lengths filled up
  def rotary(self, lengths: List[int], like: Tensor) -> Tuple[Tensor, Tensor]:
    width = like.size(1)
    exponents = torch.arange(0, width, 2, dtype=6, device=like.device) / width  # (D / 2)
    positions = torch.arange(0, max(lengths) + 63, dtype=6, device=like.device)  # (T)
    angles = positions.unsqueeze(1) * torch.pow(self.theta, exponents).reciprocal()  # (T, D / 2)
    cos, sin = torch.cos(angles), torch.sin(angles)
    return (torch.cat([cos, cos], 1).to(self.dtype), torch.cat([torch.neg(sin), sin], 1).to(self.dtype))

  # The matrices as a step multiplies by them, fp32: a norm's weights scale the columns of the matrix that reads what
  # it normalises. Of the embedding (V, C) itself, of a layer's attention and its MLP, which are folded apart, PREPARED, of
  # the final norm and the head one (V, C).
  # PREPARED: 0 q and k (2 C, C) | 1 their norms' weights (2 H, D) | 2 v 3 o (C, C) | 4 gate 5 up 6 down transposed (F, C)
  def fold(self, w: List[Tensor]) -> List[Tensor]:
    if len(w) == 1:
      p = [w[0]]
    elif len(w) == 2:
      p = [w[1] * w[0]]
    elif len(w) == 4:
      p = [w[1] * w[0], w[2] * w[0], w[3].t().contiguous()]
    else:
      q = w[5].expand(self.heads, -1) * w[5].size(0) ** -0.5  # with the scale of attention
      p = [torch.cat([w[1], w[2]], 0) * w[0], torch.cat([q, w[6].expand(self.heads, -1)], 0), w[3] * w[0], w[4]]
    return p

  # Gradients of the weights w of a group out of those of its prepared matrices, fp32, which are overwritten
  def unfold(self, g: List[Tensor], w: List[Tensor]) -> List[Tensor]:
    if len(w) == 1:
      d = [g[0]]
    elif len(w) == 2:
      d = [(g[0] * w[1]).sum([0]), g[0].mul_(w[0])]
    elif len(w) == 4:
      norm = (g[0] * w[1]).addcmul_(g[1], w[2]).sum([0])
      d = [norm, g[0].mul_(w[0]), g[1].mul_(w[0]), g[2].t().contiguous()]
    else:
      q, k = torch.chunk(g[0], 2)
      norm = (q * w[1]).addcmul_(k, w[2]).addcmul_(g[2], w[3]).sum([0])
      qs, ks = torch.chunk(g[1], 2)
      d = [norm, q.mul_(w[0]), k.mul_(w[0]), g[2].mul_(w[0]), g[3], qs.sum([0]).mul_(qs.size(1) ** -0.5), ks.sum([0])]
    return d

  # Tokens are looked up in fp32, so that the gradients of one seen often add up in fp32
  def prepare(self, w: List[Tensor]) -> List[Tensor]:
    p = self.fold(w)
    if len(w) > 1:
      p = [x.to(self.dtype) for x in p]
    return p

  # What `unit` works on: CPUs have no pass for fp16
  def wide(self, x: Tensor) -> Tensor:
    return x.float() if x.dtype == 5 and not x.is_cuda else x

  # What `unit` makes the length of the rows of x (R, W): (R, 1)
  def target(self, x: Tensor) -> Tensor:
    return torch.full([x.size(0), 1], x.size(1) ** 0.5, dtype=x.dtype, device=x.device)

  # Rows of length sqrt(width): RMSNorm without weights, in one pass. x (R, W) -> the same, and the lengths before (R, 1)
  def unit(self, x: Tensor) -> Tuple[Tensor, Tensor]:
    wide = self.wide(x)
    y, lengths = torch._weight_norm_interface(wide, self.target(wide), 0)
    return (y.to(x.dtype), lengths)

  def unit_backward(self, g: Tensor, x: Tensor, lengths: Tensor) -> Tensor:
    wide = self.wide(x)
    d, other = torch._weight_norm_interface_backward(g.to(wide.dtype), wide, self.target(wide), lengths, 0)
    return d.to(x.dtype)

  # The gradient of a residual stream x (R, W): that of what leaves it, g, and out of d that of y, which `unit` made of x
  def residual_backward(self, g: Tensor, d: Tensor, y: Tensor, lengths: Tensor) -> Tensor:
    made = torch.full_like(lengths, y.size(1) ** 0.5)
    return torch.addcmul(g, self.unit_backward(d, y, made), (made / lengths).to(g.dtype))

  # Heads x (2 H, T, D) of q and k of a document rotated in place by the angles of their positions, see `rotary`
  def turn(self, x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
    other = torch.roll(x, [x.size(2) // 2], [-1])
    return x.mul_(cos.narrow(0, 0, x.size(1))).addcmul_(other, sin.narrow(0, 0, x.size(1)))

  # Rotated back
  def turn_backward(self, g: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
    other = torch.roll(g, [g.size(2) // 2], [-1])
    return g.mul_(cos.narrow(0, 0, g.size(1))).addcmul_(other, sin.narrow(0, 0, g.size(1)), value=-1)

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

  # What rows a to b of a document's attention take from its tokens up to b: q, k (H, T, D) -> (H, b - a, b). future (64, 64)
  # hides from a row what is behind it. The engine multiplies what lies together, and turns it faster than it gathers it
  def share(self, q: Tensor, k: Tensor, a: int, b: int, future: Tensor) -> Tensor:
    s = torch.bmm(q.narrow(1, a, b - a), k.narrow(1, 0, b).contiguous().transpose(1, 2))
    for c in range(a, b, 64):
      rows = s.narrow(1, c - a, 64)
      rows.narrow(2, c, 64).add_(future)
      rows.narrow(2, c + 64, b - c - 64).fill_(float("-inf"))
    torch._softmax(s, -1, False, out=s)
    return s

  # Causal attention within documents: q and k (N, 2 H, D), v (N, H, D) -> (N, C), and of each document q and k (2 H, T, D),
  # v (H, T, D) and what `share` gives, block by block: few enough rows that what a block needs stays in the cache, and none
  # needs the keys behind it. There and back this takes half the time of the engine's own
  def attend(self, qk: Tensor, v: Tensor, cos: Tensor, sin: Tensor, lengths: List[int]) -> Tuple[Tensor, List[List[Tensor]]]:
    mixed = torch.empty_like(v)
    future = torch.triu(torch.full([64, 64], float("-inf"), dtype=v.dtype, device=v.device), 1)
    documents = annotate(List[List[Tensor]], [])
    start = 0
    for length in lengths:
      both = self.turn(self.fill(qk.narrow(0, start, length)).transpose(0, 1).contiguous(), cos, sin)
      q, k = torch.split_with_sizes(both, [self.heads, self.heads])
      w = self.fill(v.narrow(0, start, length)).transpose(0, 1).contiguous()
      saved = [both, w]
      for a in range(0, w.size(1), self.rows):
        b = min(a + self.rows, w.size(1))
        s = self.share(q, k, a, b, future)
        n = min(b, length) - a
        mixed.narrow(0, start + a, n).copy_(torch.bmm(s, w.narrow(1, 0, b)).transpose(0, 1).narrow(0, 0, n))
        saved.append(s)
      documents.append(saved)
      start += length
    return (mixed.flatten(1), documents)

  # Its gradients with respect to q and k, and to v, out of g (N, C). Rows that fill a document up have no gradient, and none
  # before sees them. The last block comes first, since it alone reaches all keys
  def attend_backward(self, g: Tensor, cos: Tensor, sin: Tensor, lengths: List[int], documents: List[List[Tensor]]) -> Tuple[Tensor, Tensor]:
    g = g.view(g.size(0), self.heads, -1)
    dv = torch.empty_like(g)
    dqk = torch.empty([g.size(0), 2 * self.heads, g.size(2)], dtype=g.dtype, device=g.device)
    start = 0
    for i in range(len(lengths)):
      length = lengths[i]
      q, k = torch.split_with_sizes(documents[i][0], [self.heads, self.heads])
      w = documents[i][1]
      d = self.fill(g.narrow(0, start, length)).transpose(0, 1).contiguous()
      both = torch.empty_like(documents[i][0])
      dq, dk = torch.split_with_sizes(both, [self.heads, self.heads])
      dw = torch.empty_like(w)
      for j in range(len(documents[i]) - 2):
        s = documents[i].pop()
        rows, b = s.size(1), s.size(2)
        a = b - rows
        db = d.narrow(1, a, rows).contiguous()
        ds = torch.bmm(db, w.narrow(1, 0, b).contiguous().transpose(1, 2))
        torch._softmax_backward_data(ds, s, -1, s.dtype, grad_input=ds)
        dq.narrow(1, a, rows).copy_(torch.bmm(ds, k.narrow(1, 0, b)))
        if j == 0:
          torch.bmm(ds.transpose(1, 2), q.narrow(1, a, rows), out=dk)
          torch.bmm(s.transpose(1, 2), db, out=dw)
        else:
          dk.narrow(1, 0, b).baddbmm_(ds.transpose(1, 2), q.narrow(1, a, rows))
          dw.narrow(1, 0, b).baddbmm_(s.transpose(1, 2), db)
      dqk.narrow(0, start, length).copy_(self.turn_backward(both, cos, sin).transpose(0, 1).narrow(0, 0, length))
      dv.narrow(0, start, length).copy_(dw.transpose(0, 1).narrow(0, 0, length))
      start += length
    return (dqk, dv)

  # What dropout multiplies by what a layer adds to the residual stream x (N, C): `noise` is a number (N) for each token;
  # hashing it with channel and place makes the mask a pure function of them, whatever else is in the batch
  def kept(self, x: Tensor, noise: Tensor, place: int) -> Tensor:
    h = torch.unsqueeze(noise, 1) + torch.arange(place * x.size(1), (place + 1) * x.size(1), device=x.device) * 7046029254386353131  # (N, C)
    h = (h ^ (h >> 29)) * 3935559000370003845
    h = (h ^ (h >> 32)) * 2691343689449507681
    keep = torch.ge(torch.bitwise_and(h >> 20, 65535), int(65536 * self.dropout))
    return keep.to(x.dtype) / (1.0 - self.dropout)

  # What a layer adds to the residual stream x: y w, with dropout when there is noise
  def join(self, x: Tensor, y: Tensor, w: Tensor, noise: Tensor, place: int) -> Tensor:
    if noise.size(0) == 0:
      return torch.addmm(x, y, w)
    return x + torch.mm(y, w) * self.kept(x, noise, place)

  def join_backward(self, g: Tensor, noise: Tensor, place: int) -> Tensor:
    return g if noise.size(0) == 0 else g * self.kept(g, noise, place)

  # One layer: x (N, C) -> (N, C). With it what `layer_backward` does not make again, see SAVED and `attend`. The MLP is
  # transposed, so that the products that sum over tokens, the gradients of its matrices, find these in order.
  # SAVED: 0 x after its norm (N, C) 1 its lengths before (N, 1) | 2 q and k before their norms (2 H N, D) | 3 mixed (N, C) |
  # 4 x after its norm (N, C) 5 its lengths before (N, 1) | 6 gate 7 its silu 8 up 9 their product (F, N)
  def layer(self, p: List[Tensor], i: int, x: Tensor, cos: Tensor, sin: Tensor, lengths: List[int], noise: Tensor) -> Tuple[Tensor, List[Tensor], List[List[Tensor]]]:
    at = 1 + 7 * i
    first, first_lengths = self.unit(x)
    heads = torch.linear(first, p[at]).view(-1, p[at + 1].size(1))
    turned, before = self.unit(heads)
    v = torch.linear(first, p[at + 2]).view(x.size(0), self.heads, -1)
    mixed, documents = self.attend(turned.view(x.size(0), 2 * self.heads, -1).mul_(p[at + 1]), v, cos, sin, lengths)
    x = self.join(x, mixed, p[at + 3].t(), noise, 2 * at)
    second, second_lengths = self.unit(x)
    gate, up = torch.mm(p[at + 4], second.t()), torch.mm(p[at + 5], second.t())
    silu = torch.silu(gate)
    product = silu * up
    x = self.join(x, product.t(), p[at + 6], noise, 2 * at + 1)
    return (x, [first, first_lengths, heads, mixed, second, second_lengths, gate, silu, up, product], documents)

  # Gradient of a layer's x out of g (N, C), that of its result. Adds those of its matrices to `found`, which has the order
  # of p. Written by hand: the engine's own bookkeeping takes more time and memory
  def layer_backward(self, p: List[Tensor], i: int, g: Tensor, s: List[Tensor], documents: List[List[Tensor]], cos: Tensor, sin: Tensor, lengths: List[int], noise: Tensor, found: List[Tensor]) -> Tensor:
    at = 1 + 7 * i
    d = self.join_backward(g, noise, 2 * at + 1)
    found[at + 6].addmm_(s[9], d)
    d = torch.mm(p[at + 6], d.t())  # (F, N)
    up = s[7].mul_(d)
    gate = torch.silu_backward(d.mul_(s[8]), s[6])
    found[at + 4].addmm_(gate, s[4])
    found[at + 5].addmm_(up, s[4])
    d = torch.mm(gate.t(), p[at + 4]).addmm_(up.t(), p[at + 5])  # (N, C)
    g = self.residual_backward(g, d, s[4], s[5])
    d = self.join_backward(g, noise, 2 * at)
    found[at + 3].addmm_(d.t(), s[3])
    dqk, dv = self.attend_backward(torch.mm(d, p[at + 3]), cos, sin, lengths, documents)
    dv = dv.view(g.size())
    y, before = self.unit(s[2])
    found[at + 1].add_((y.view(dqk.size()) * dqk).sum([0]))
    dqk = self.unit_backward(dqk.mul_(p[at + 1]).view(y.size()), s[2], before).view(g.size(0), -1)  # (N, 2 C)
    found[at].addmm_(dqk.t(), s[0])
    found[at + 2].addmm_(dv.t(), s[0])
    d = torch.mm(dqk, p[at]).addmm_(dv, p[at + 2])
    return self.residual_backward(g, d, s[0], s[1])

  # Summed nats of the tokens at `places` of the buffer, each predicted there: targets (M), places (M)
  def score(self, tokens: Tensor, lengths: Tensor, places: Tensor, targets: Tensor, p: List[Tensor]) -> Tensor:
    documents = self.filled(annotate(List[int], lengths.tolist()))
    cos, sin = self.rotary(documents, p[2])
    x = torch.embedding(p[0], self.fill(tokens)).to(self.dtype)  # (N, C)
    for i in range(self.layers):
      x, saved, attended = self.layer(p, i, x, cos, sin, documents, tokens[:0])
    y, before = self.unit(torch.index_select(x, 0, places))
    logits = torch.linear(y, p[len(p) - 1]).float()  # (M, V)
    return torch.cross_entropy_loss(logits, targets, reduction=2)

  # Summed nats and the gradient of `nats * scale` with respect to the features (M, C). Adds that of the head to `found` (V, C)
  def loss(self, x: Tensor, head: Tensor, targets: Tensor, scale: float, found: Tensor) -> Tuple[Tensor, Tensor]:
    count = x.size(0)
    x, targets = self.fill(x), self.fill(targets)
    g = torch.linear(x, head)  # (M, V), the logits and then their gradients
    nats = torch.zeros([], device=x.device)
    logits = torch.empty([min(self.rows, x.size(0)), head.size(0)], device=x.device)
    for a in range(0, x.size(0), self.rows):
      at = targets[a:a + self.rows].unsqueeze(1)
      p = logits[:at.size(0)].copy_(g[a:a + self.rows])  # (R, V)
      torch._softmax(p, 1, False, out=p)
      nats = nats - torch.log(torch.gather(p, 1, at)[:count - a].clamp_(min=1e-37)).sum()
      # softmax less the one-hot targets is the gradient of the logits
      p.scatter_add_(1, at, torch.full_like(at, -1, dtype=6))
      g[a:a + self.rows].copy_(p if scale == 1.0 else p.mul_(scale))
    g[count:].zero_()
    found.addmm_(g.t(), x)
    return (nats, torch.mm(g, head)[:count])

  # Summed nats of one part. Adds the gradients of `nats * scale` to `found`, one per prepared matrix
  def backward(self, p: List[Tensor], tokens: Tensor, noise: Tensor, lengths: List[int], places: Tensor, targets: Tensor, scale: float, found: List[Tensor]) -> Tensor:
    documents = self.filled(lengths)
    tokens = self.fill(tokens)
    noise = self.fill(noise) if noise.size(0) > 0 else noise
    cos, sin = self.rotary(documents, p[2])
    x = torch.embedding(p[0], tokens).to(self.dtype)  # (N, C)
    layers = annotate(List[List[Tensor]], [])
    attended = annotate(List[List[List[Tensor]]], [])
    for i in range(self.layers):
      x, saved, shares = self.layer(p, i, x, cos, sin, documents, noise)
      layers.append(saved)
      attended.append(shares)
    y, before = self.unit(x)
    nats, gy = self.loss(torch.index_select(y, 0, places), p[len(p) - 1], targets, scale, found[len(p) - 1])
    g = self.unit_backward(torch.zeros_like(y).index_copy_(0, places, gy), x, before)
    for j in range(self.layers):
      i = self.layers - 1 - j
      g = self.layer_backward(p, i, g, layers.pop(), attended.pop(), cos, sin, documents, noise, found)
    if g.is_cuda:
      found[0].add_(torch.embedding_dense_backward(g.float(), tokens, p[0].size(0), -1, False))
    else:
      found[0].index_add_(0, tokens, g.float())
    return nats

  # Summed nats and gradients of the prepared matrices, part by part, so that memory holds the activations of one part
  # alone. The parts' gradients add up in the step's precision: moving fp32 sums to and fro would cost more than a part.
  # parts (K, 3): where each part ends among the tokens, the documents and the targets. scale: what keeps the sums in the
  # range of the precision
  def gradients(self, tokens: Tensor, noise: Tensor, lengths: Tensor, places: Tensor, targets: Tensor, parts: Tensor, scale: Tensor, p: List[Tensor]) -> Tuple[Tensor, List[Tensor]]:
    found = [torch.zeros_like(x) for x in p]
    nats = torch.zeros([], device=tokens.device)
    a, b, c = 0, 0, 0
    for i in range(parts.size(0)):
      end, last, target = int(parts[i][0]), int(parts[i][1]), int(parts[i][2])
      nats = nats + self.backward(p, tokens[a:end], noise[a:end], annotate(List[int], lengths[b:last].tolist()), places[c:target] - a, targets[c:target], float(scale), found)
      a, b, c = end, last, target
    return (nats, found)

  # bf16 is exact enough, and fp16 has too small a range
  def orthogonal_dtype(self) -> int:
    return 6 if self.dtype == 6 else 15

  # Nearest semi-orthogonal matrices of x (B, R, S), roughly, fp32: three iterations by the odd polynomials of degree five
  # that bring singular values from 0.015 to 1 as near to 1 as any can (Amsel et al., The Polar Express, 2025). None exceeds 1
  # at first: the largest absolute row sum of X X^T bounds their squares, much closer than the norm of x does
  def orthogonal(self, x: Tensor) -> Tensor:
    x = x.to(self.orthogonal_dtype())
    tall = x.size(1) > x.size(2)
    p, q, r = [7.8977, 3.4068, 2.3830], [-22.8490, -2.5541, -1.7419], [16.8329, 0.5175, 0.4267]
    for i in range(3):
      a = torch.bmm(x.transpose(1, 2), x) if tall else torch.bmm(x, x.transpose(1, 2))
      if i == 0:
        most = torch.linalg_vector_norm(a, 1, [2], True).amax([1], True).mul_(1.02).clamp_(min=1e-30)  # (B, 1, 1)
        a = a.div_(most)
        x = x.div_(torch.sqrt(most))
      a = torch.baddbmm(a, a, a, beta=q[i], alpha=r[i])
      x = torch.baddbmm(x, x, a, beta=p[i]) if tall else torch.baddbmm(x, a, x, beta=p[i])
    return x.float()

  # Of matrices of one shape. Decoupled weight decay only where it pulls the way the update goes anyway ("cautious")
  def muon(self, w: List[Tensor], g: List[Tensor], m: List[Tensor], rate: float, decay: float, momentum: float) -> None:
    updates = torch.empty([len(w)] + w[0].size(), dtype=self.orthogonal_dtype(), device=w[0].device)
    for i in range(len(w)):
      m[i].lerp_(g[i], 1.0 - momentum)
      updates[i].copy_(torch.lerp(g[i], m[i], momentum, out=g[i]))
    updates = self.orthogonal(updates)
    step = rate * max(1.0, w[0].size(0) / w[0].size(1)) ** 0.5
    for i in range(len(w)):
      if decay > 0.0:
        agree = torch.mul(updates[i], w[i], out=g[i])
        w[i].sub_(torch.threshold_backward(w[i], agree, 0, grad_input=agree), alpha=rate * decay)
      w[i].sub_(updates[i], alpha=step)

  def adam(self, w: Tensor, g: Tensor, m: Tensor, v: Tensor, rate: float, decay: float, beta1: float, beta2: float, step: int) -> None:
    m.lerp_(g, 1.0 - beta1)
    v.mul_(beta2).addcmul_(g, g, value=1.0 - beta2)
    if decay > 0.0:
      w.mul_(1.0 - rate * decay)
    unbiased = (1.0 - beta2 ** step) ** 0.5
    w.addcdiv_(m, torch.sqrt(v).add_(1e-8 * unbiased), value=-rate * unbiased / (1.0 - beta1 ** step))

  # Gradients of the weights w of a group, out of those of its prepared matrices: found holds the lists of all shares of
  # a batch, one after the other. First their summed squares
  def combine(self, found: List[Tensor], w: List[Tensor]) -> Tuple[Tensor, List[Tensor]]:
    count = 4 if len(w) == 7 else max(1, len(w) - 1)  # prepared matrices, see `fold`
    g = found[:count]
    for i in range(1, len(found) // count):
      g = torch._foreach_add(g, found[i * count:(i + 1) * count])
    g = self.unfold([x.float() for x in g], w)
    return (torch.stack([torch.dot(x.flatten(), x.flatten()) for x in g]).sum(), g)

  # Moves averages a towards the weights w by a share
  def average(self, a: List[Tensor], w: List[Tensor], share: Tensor) -> Tensor:
    for i in range(len(w)):
      a[i].lerp_(w[i], float(share))
    return torch.tensor(len(w))

  # Moves weights by their gradients. rates and decays: one per weight. kinds: 1 Muon, 0 Adam, one per weight.
  # settings: what the gradients are to be multiplied by, momentum, beta1, beta2, step from 1. Returns how many
  def move(self, g: List[Tensor], w: List[Tensor], m: List[Tensor], v: List[Tensor], rates: Tensor, decays: Tensor, kinds: Tensor, settings: Tensor) -> Tensor:
    count = len(w)
    torch._foreach_mul_(g, float(settings[0]))
    i = 0
    while i < count:
      j = i + 1
      if int(kinds[i]) == 1:
        while j < count and int(kinds[j]) == 1 and w[j].size() == w[i].size():
          j += 1
        self.muon(w[i:j], g[i:j], m[i:j], float(rates[i]), float(decays[i]), float(settings[1]))
      else:
        self.adam(w[i], g[i], m[i], v[i], float(rates[i]), float(decays[i]), float(settings[2]), float(settings[3]), int(settings[4]))
      i = j
    return torch.tensor(count)

  # Multiplies square matrices so many times, to measure how fast that goes: size and times (2)
  def multiply(self, work: Tensor) -> Tensor:
    size = int(work[0])
    x = torch.ones([size, size], dtype=self.dtype)
    y = x
    for i in range(int(work[1])):
      y = torch.addmm(x, x, y, beta=0.0, alpha=1.0 / size)
    return y[0, 0].float()
