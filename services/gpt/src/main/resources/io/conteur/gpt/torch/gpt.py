# The language model as TorchScript: forward pass, backward pass by hand, optimizers. The layout is that of Hugging Face's
# Qwen3ForCausalLM. ReferenceModel.java is the same forward pass in plain loops; decode.py generates. The methods
# of shared.py belong to this class too.
#
# Shapes: N tokens of all documents of a batch, one after the other; T tokens of one document; C width; H heads; D = C / H
# head width; F hidden width; V vocabulary; L layers; M targets.
#
# Weights are one list in the order of WeightLayout.java: embedding (V, C); per layer eleven tensors, see LAYER; final norm (C);
# lm head (V, C). Lists whose elements are written to must be arguments: TorchScript drops writes to lists built in the script.
class Gpt(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool
  heads : int
  layers : int
  dtype : int
  rope_theta : float
  block_rows : int
  dropout : float

  # LAYER: 0 attention norm (C) | 1 q 2 k 3 v 4 o (C, C) | 5 q norm 6 k norm (D) | 7 MLP norm (C) | 8 gate 9 up (F, C) | 10 down (C, F)

  # The weights of a group (see ParameterGroup.java) as the forward pass multiplies by them: the weights of a norm scale the
  # columns of the matrices that read its output. The embedding stays as it is, in fp32, so that the gradients of a frequent
  # token are summed in fp32; the final norm and the lm head become one matrix (V, C); a layer's attention and MLP become FOLDED.
  # FOLDED: 0 q and k (2 C, C) | 1 weights of their norms (2 H, D) | 2 v 3 o (C, C) | 4 gate 5 up 6 down transposed (F, C)
  def fold(self, w: List[Tensor]) -> List[Tensor]:
    if len(w) == 1:
      p = [w[0]]
    elif len(w) == 2:
      p = [w[1] * w[0]]
    elif len(w) == 4:
      p = [w[1] * w[0], w[2] * w[0], w[3].t().contiguous()]
    else:
      q_norm = w[5].expand(self.heads, -1) * w[5].size(0) ** -0.5  # (H, D), with attention's scale 1 / sqrt(D)
      p = [torch.cat([w[1], w[2]], 0) * w[0], torch.cat([q_norm, w[6].expand(self.heads, -1)], 0), w[3] * w[0], w[4]]
    if len(w) > 1:
      p = [x.to(self.dtype) for x in p]
    return p

  # Gradients of a group's weights w from those of its folded matrices g, fp32, which are overwritten
  def unfold_gradients(self, g: List[Tensor], w: List[Tensor]) -> List[Tensor]:
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
      q_norm, k_norm = torch.chunk(g[1], 2)  # (H, D) each
      d = [norm, q.mul_(w[0]), k.mul_(w[0]), g[2].mul_(w[0]), g[3], q_norm.sum([0]).mul_(q_norm.size(1) ** -0.5), k_norm.sum([0])]
    return d

  # fp16 on a CPU as fp32: libtorch has no fp16 kernel for `rms_norm` there
  def upcast(self, x: Tensor) -> Tensor:
    return x.float() if x.dtype == 5 and not x.is_cuda else x

  # The Euclidean norm sqrt(W) that `rms_norm` gives every row of x (R, W): (R, 1)
  def row_norm(self, x: Tensor) -> Tensor:
    return torch.full([x.size(0), 1], x.size(1) ** 0.5, dtype=x.dtype, device=x.device)

  # RMSNorm of the rows of x (R, W) without weights, which are folded, and without epsilon. Weight normalisation to rows of
  # norm sqrt(W) is the same in one pass. -> the rows (R, W), and the Euclidean norms they had (R, 1)
  def rms_norm(self, x: Tensor) -> Tuple[Tensor, Tensor]:
    x_up = self.upcast(x)
    y, norms = torch._weight_norm_interface(x_up, self.row_norm(x_up), 0)
    return (y.to(x.dtype), norms)

  # Gradient of x out of g, that of its `rms_norm`
  def rms_norm_backward(self, g: Tensor, x: Tensor, norms: Tensor) -> Tensor:
    x_up = self.upcast(x)
    dx, unused = torch._weight_norm_interface_backward(g.to(x_up.dtype), x_up, self.row_norm(x_up), norms, 0)
    return dx.to(x.dtype)

  # Gradient of the residual stream x (R, W) where a branch leaves it: g flows back along the residual connection, dy along the
  # branch, which reads y = rms_norm(x). y stands in for x, which is not kept: it is x but for the norms of the rows
  def residual_backward(self, g: Tensor, dy: Tensor, y: Tensor, norms: Tensor) -> Tensor:
    y_norms = torch.full_like(norms, y.size(1) ** 0.5)
    return torch.addcmul(g, self.rms_norm_backward(dy, y, y_norms), (y_norms / norms).to(g.dtype))

  # Tables of RoPE, cosines and sines of 2 x (T, D), T as many as the longest document has when padded. The first half of the
  # sines is negated, see `rotate`
  def rotary_tables(self, lengths: List[int], like: Tensor) -> Tuple[Tensor, Tensor]:
    width = like.size(1)
    exponents = torch.arange(0, width, 2, dtype=6, device=like.device) / width  # (D / 2)
    positions = torch.arange(0, max(lengths) + 63, dtype=6, device=like.device)  # (T)
    angles = positions.unsqueeze(1) * torch.pow(self.rope_theta, exponents).reciprocal()  # (T, D / 2)
    cos, sin = torch.cos(angles), torch.sin(angles)
    return (torch.cat([cos, cos], 1).to(self.dtype), torch.cat([torch.neg(sin), sin], 1).to(self.dtype))

  # RoPE on the heads x (2 H, T, D) of a document's q and k, in place: x cos + rotate_half(x) sin
  def rotate(self, x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
    halves_swapped = torch.roll(x, [x.size(2) // 2], [-1])
    return x.mul_(cos.narrow(0, 0, x.size(1))).addcmul_(halves_swapped, sin.narrow(0, 0, x.size(1)))

  # The inverse rotation
  def rotate_backward(self, g: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
    halves_swapped = torch.roll(g, [g.size(2) // 2], [-1])
    return g.mul_(cos.narrow(0, 0, g.size(1))).addcmul_(halves_swapped, sin.narrow(0, 0, g.size(1)), value=-1)

  # Rows of x (T, ...) padded with zeros to a multiple of 64. oneDNN caches a compiled kernel for every shape, hundreds of
  # kilobytes each: few shapes cost less time and memory than the padding
  def pad(self, x: Tensor) -> Tensor:
    more = 63 - (x.size(0) + 63) % 64
    if more > 0:
      x = torch.cat([x, torch.zeros([more] + x.size()[1:], dtype=x.dtype, device=x.device)], 0)
    return x

  # Lengths of the documents; the padding of the buffer is one more document
  def padded_lengths(self, lengths: List[int]) -> List[int]:
    more = 63 - (sum(lengths) + 63) % 64
    return lengths + [more] if more > 0 else lengths

  # Softmax weights of rows a to b of a document's causal attention over its tokens before b: q, k (H, T, D) -> (H, b - a, b).
  # mask (64, 64): minus infinity above the diagonal. Keys are copied first: the product with a strided prefix is slower
  def attention_weights(self, q: Tensor, k: Tensor, a: int, b: int, mask: Tensor) -> Tensor:
    s = torch.bmm(q.narrow(1, a, b - a), k.narrow(1, 0, b).contiguous().transpose(1, 2))
    for c in range(a, b, 64):
      rows = s.narrow(1, c - a, 64)
      rows.narrow(2, c, 64).add_(mask)
      rows.narrow(2, c + 64, b - c - 64).fill_(float("-inf"))
    torch._softmax(s, -1, False, out=s)
    return s

  # Causal attention within documents: q and k (N, 2 H, D), v (N, H, D) -> (N, C). Saves of each document the rotated q and k
  # (2 H, T, D), v (H, T, D), and the attention weights of every block of rows. A block is small enough for a core's cache and
  # skips the keys behind it; forward and backward take half the time of libtorch's own attention
  def attention(self, qk: Tensor, v: Tensor, cos: Tensor, sin: Tensor, lengths: List[int]) -> Tuple[Tensor, List[List[Tensor]]]:
    y = torch.empty_like(v)  # (N, H, D)
    mask = torch.triu(torch.full([64, 64], float("-inf"), dtype=v.dtype, device=v.device), 1)
    saved = annotate(List[List[Tensor]], [])
    start = 0
    for length in lengths:
      qk_doc = self.rotate(self.pad(qk.narrow(0, start, length)).transpose(0, 1).contiguous(), cos, sin)  # (2 H, T, D)
      q, k = torch.split_with_sizes(qk_doc, [self.heads, self.heads])  # (H, T, D)
      v_doc = self.pad(v.narrow(0, start, length)).transpose(0, 1).contiguous()  # (H, T, D)
      saved_doc = [qk_doc, v_doc]
      for a in range(0, v_doc.size(1), self.block_rows):
        b = min(a + self.block_rows, v_doc.size(1))
        weights = self.attention_weights(q, k, a, b, mask)  # (H, b - a, b)
        n = min(b, length) - a
        y.narrow(0, start + a, n).copy_(torch.bmm(weights, v_doc.narrow(1, 0, b)).transpose(0, 1).narrow(0, 0, n))
        saved_doc.append(weights)
      saved.append(saved_doc)
      start += length
    return (y.flatten(1), saved)

  # Gradients of q and k (N, 2 H, D) and of v (N, H, D) out of g (N, C). Padding rows have no gradient, and no row before them
  # attends to them. Blocks go from the last to the first: the last one attends to all keys, so its products initialise dk and dv
  def attention_backward(self, g: Tensor, cos: Tensor, sin: Tensor, lengths: List[int], saved: List[List[Tensor]]) -> Tuple[Tensor, Tensor]:
    g = g.view(g.size(0), self.heads, -1)
    dv = torch.empty_like(g)
    dqk = torch.empty([g.size(0), 2 * self.heads, g.size(2)], dtype=g.dtype, device=g.device)
    start = 0
    for i in range(len(lengths)):
      length = lengths[i]
      q, k = torch.split_with_sizes(saved[i][0], [self.heads, self.heads])
      v_doc = saved[i][1]
      g_doc = self.pad(g.narrow(0, start, length)).transpose(0, 1).contiguous()  # (H, T, D)
      dqk_doc = torch.empty_like(saved[i][0])
      dq, dk = torch.split_with_sizes(dqk_doc, [self.heads, self.heads])
      dv_doc = torch.empty_like(v_doc)
      for j in range(len(saved[i]) - 2):
        weights = saved[i].pop()
        rows, b = weights.size(1), weights.size(2)
        a = b - rows
        g_block = g_doc.narrow(1, a, rows).contiguous()
        ds = torch.bmm(g_block, v_doc.narrow(1, 0, b).contiguous().transpose(1, 2))  # (H, rows, b)
        torch._softmax_backward_data(ds, weights, -1, weights.dtype, grad_input=ds)
        dq.narrow(1, a, rows).copy_(torch.bmm(ds, k.narrow(1, 0, b)))
        if j == 0:
          torch.bmm(ds.transpose(1, 2), q.narrow(1, a, rows), out=dk)
          torch.bmm(weights.transpose(1, 2), g_block, out=dv_doc)
        else:
          dk.narrow(1, 0, b).baddbmm_(ds.transpose(1, 2), q.narrow(1, a, rows))
          dv_doc.narrow(1, 0, b).baddbmm_(weights.transpose(1, 2), g_block)
      dqk.narrow(0, start, length).copy_(self.rotate_backward(dqk_doc, cos, sin).transpose(0, 1).narrow(0, 0, length))
      dv.narrow(0, start, length).copy_(dv_doc.transpose(0, 1).narrow(0, 0, length))
      start += length
    return (dqk, dv)

  # Inverted dropout mask for the output of a branch x (N, C): 0 or 1 / (1 - dropout). A hash of `noise`, a number per token (N),
  # of the channel and of the branch, so the mask does not depend on what else is in the batch
  def dropout_mask(self, x: Tensor, noise: Tensor, branch: int) -> Tensor:
    channels = torch.arange(branch * x.size(1), (branch + 1) * x.size(1), device=x.device) * 7046029254386353131
    h = self.dropout_hash(noise, channels)
    keep = torch.ge(torch.bitwise_and(h >> 20, 65535), int(65536 * self.dropout))
    return keep.to(x.dtype) / (1.0 - self.dropout)

  # Residual connection: x + dropout(y w), without dropout when there is no noise
  def add_residual(self, x: Tensor, y: Tensor, w: Tensor, noise: Tensor, branch: int) -> Tensor:
    if noise.size(0) == 0:
      return torch.addmm(x, y, w)
    return x + torch.mm(y, w) * self.dropout_mask(x, noise, branch)

  # Gradient of y w out of g, that of the sum
  def add_residual_backward(self, g: Tensor, noise: Tensor, branch: int) -> Tensor:
    return g if noise.size(0) == 0 else g * self.dropout_mask(g, noise, branch)

  # One transformer layer: x (N, C) -> (N, C), what `layer_backward` needs, see SAVED, and what `attention` saves. The MLP is
  # transposed, so that the products that sum over tokens, the gradients of its matrices, read contiguous rows.
  # SAVED: 0 x normed (N, C) 1 the norms of its rows (N, 1) | 2 q and k before their norms (2 H N, D) | 3 attention output (N, C) |
  # 4 x normed (N, C) 5 the norms of its rows (N, 1) | 6 gate 7 silu(gate) 8 up 9 silu(gate) * up (F, N)
  def layer(self, p: List[Tensor], i: int, x: Tensor, cos: Tensor, sin: Tensor, lengths: List[int], noise: Tensor) -> Tuple[Tensor, List[Tensor], List[List[Tensor]]]:
    at = 1 + 7 * i
    x_attn, x_attn_norms = self.rms_norm(x)  # (N, C)
    qk = torch.linear(x_attn, p[at]).view(-1, p[at + 1].size(1))  # (2 H N, D)
    qk_normed, qk_norms = self.rms_norm(qk)
    v = torch.linear(x_attn, p[at + 2]).view(x.size(0), self.heads, -1)  # (N, H, D)
    attn, saved_attention = self.attention(qk_normed.view(x.size(0), 2 * self.heads, -1).mul_(p[at + 1]), v, cos, sin, lengths)
    x = self.add_residual(x, attn, p[at + 3].t(), noise, 2 * at)
    x_mlp, x_mlp_norms = self.rms_norm(x)  # (N, C)
    gate, up = torch.mm(p[at + 4], x_mlp.t()), torch.mm(p[at + 5], x_mlp.t())  # (F, N)
    silu = torch.silu(gate)
    swiglu = silu * up
    x = self.add_residual(x, swiglu.t(), p[at + 6], noise, 2 * at + 1)
    return (x, [x_attn, x_attn_norms, qk, attn, x_mlp, x_mlp_norms, gate, silu, up, swiglu], saved_attention)

  # Gradient of a layer's input out of g (N, C), that of its output. Adds the gradients of its matrices to `grads`, in the order
  # of p. Written by hand: autograd takes more time and memory
  def layer_backward(self, p: List[Tensor], i: int, g: Tensor, s: List[Tensor], saved_attention: List[List[Tensor]], cos: Tensor, sin: Tensor, lengths: List[int], noise: Tensor, grads: List[Tensor]) -> Tensor:
    at = 1 + 7 * i
    d = self.add_residual_backward(g, noise, 2 * at + 1)
    grads[at + 6].addmm_(s[9], d)
    d = torch.mm(p[at + 6], d.t())  # (F, N)
    dup = s[7].mul_(d)
    dgate = torch.silu_backward(d.mul_(s[8]), s[6])
    grads[at + 4].addmm_(dgate, s[4])
    grads[at + 5].addmm_(dup, s[4])
    d = torch.mm(dgate.t(), p[at + 4]).addmm_(dup.t(), p[at + 5])  # (N, C)
    g = self.residual_backward(g, d, s[4], s[5])
    d = self.add_residual_backward(g, noise, 2 * at)
    grads[at + 3].addmm_(d.t(), s[3])
    dqk, dv = self.attention_backward(torch.mm(d, p[at + 3]), cos, sin, lengths, saved_attention)
    dv = dv.view(g.size())
    qk_normed, qk_norms = self.rms_norm(s[2])
    grads[at + 1].add_((qk_normed.view(dqk.size()) * dqk).sum([0]))
    dqk = self.rms_norm_backward(dqk.mul_(p[at + 1]).view(qk_normed.size()), s[2], qk_norms).view(g.size(0), -1)  # (N, 2 C)
    grads[at].addmm_(dqk.t(), s[0])
    grads[at + 2].addmm_(dv.t(), s[0])
    d = torch.mm(dqk, p[at]).addmm_(dv, p[at + 2])
    return self.residual_backward(g, d, s[0], s[1])

  # Summed cross-entropy in nats of targets (M), each predicted at its place of the buffer: tokens (N), places (M)
  def score(self, tokens: Tensor, lengths: Tensor, places: Tensor, targets: Tensor, p: List[Tensor]) -> Tensor:
    documents = self.padded_lengths(annotate(List[int], lengths.tolist()))
    cos, sin = self.rotary_tables(documents, p[2])
    x = torch.embedding(p[0], self.pad(tokens)).to(self.dtype)  # (N, C)
    for i in range(self.layers):
      x, saved, saved_attention = self.layer(p, i, x, cos, sin, documents, tokens[:0])
    y, norms = self.rms_norm(torch.index_select(x, 0, places))
    logits = torch.linear(y, p[len(p) - 1]).float()  # (M, V)
    return torch.cross_entropy_loss(logits, targets, reduction=2)

  # Summed nats of targets (M), and the gradient of `nats * scale` with respect to x (M, C). Adds that of the head to `head_grad` (V, C)
  def loss(self, x: Tensor, head: Tensor, targets: Tensor, scale: float, head_grad: Tensor) -> Tuple[Tensor, Tensor]:
    count = x.size(0)
    x, targets = self.pad(x), self.pad(targets)
    g = torch.linear(x, head)  # (M, V), the logits and then their gradients
    nats = torch.zeros([], device=x.device)
    probabilities = torch.empty([min(self.block_rows, x.size(0)), head.size(0)], device=x.device)
    for a in range(0, x.size(0), self.block_rows):
      targets_block = targets[a:a + self.block_rows].unsqueeze(1)
      p = probabilities[:targets_block.size(0)].copy_(g[a:a + self.block_rows])  # (rows of a block, V)
      torch._softmax(p, 1, False, out=p)
      nats = nats - torch.log(torch.gather(p, 1, targets_block)[:count - a].clamp_(min=1e-37)).sum()
      # softmax less the one-hot targets is the gradient of the logits
      p.scatter_add_(1, targets_block, torch.full_like(targets_block, -1, dtype=6))
      g[a:a + self.block_rows].copy_(p if scale == 1.0 else p.mul_(scale))
    g[count:].zero_()
    head_grad.addmm_(g.t(), x)
    return (nats, torch.mm(g, head)[:count])

  # Summed nats of one micro-batch. Adds the gradients of `nats * scale` to `grads`, one per folded matrix
  def backward(self, p: List[Tensor], tokens: Tensor, noise: Tensor, lengths: List[int], places: Tensor, targets: Tensor, scale: float, grads: List[Tensor]) -> Tensor:
    documents = self.padded_lengths(lengths)
    tokens = self.pad(tokens)
    noise = self.pad(noise) if noise.size(0) > 0 else noise
    cos, sin = self.rotary_tables(documents, p[2])
    x = torch.embedding(p[0], tokens).to(self.dtype)  # (N, C)
    saved = annotate(List[List[Tensor]], [])
    saved_attention = annotate(List[List[List[Tensor]]], [])
    for i in range(self.layers):
      x, saved_layer, saved_layer_attention = self.layer(p, i, x, cos, sin, documents, noise)
      saved.append(saved_layer)
      saved_attention.append(saved_layer_attention)
    y, norms = self.rms_norm(x)
    nats, gy = self.loss(torch.index_select(y, 0, places), p[len(p) - 1], targets, scale, grads[len(p) - 1])
    g = self.rms_norm_backward(torch.zeros_like(y).index_copy_(0, places, gy), x, norms)
    for j in range(self.layers):
      i = self.layers - 1 - j
      g = self.layer_backward(p, i, g, saved.pop(), saved_attention.pop(), cos, sin, documents, noise, grads)
    if g.is_cuda:
      grads[0].add_(torch.embedding_dense_backward(g.float(), tokens, p[0].size(0), -1, False))
    else:
      grads[0].index_add_(0, tokens, g.float())
    return nats

  # Gradient accumulation, so that memory holds the activations of one micro-batch alone: summed nats and gradients of the folded
  # matrices. They add up in the step's precision: moving fp32 sums to and from memory would cost more than a micro-batch.
  # micro_batches (K, 3): where each micro-batch ends among tokens, documents and targets. scale: the loss scale of fp16
  def gradients(self, tokens: Tensor, noise: Tensor, lengths: Tensor, places: Tensor, targets: Tensor, micro_batches: Tensor, scale: Tensor, p: List[Tensor]) -> Tuple[Tensor, List[Tensor]]:
    grads = [torch.zeros_like(x) for x in p]
    nats = torch.zeros([], device=tokens.device)
    a, b, c = 0, 0, 0
    for i in range(micro_batches.size(0)):
      end, last, target = int(micro_batches[i][0]), int(micro_batches[i][1]), int(micro_batches[i][2])
      nats = nats + self.backward(p, tokens[a:end], noise[a:end], annotate(List[int], lengths[b:last].tolist()), places[c:target] - a, targets[c:target], float(scale), grads)
      a, b, c = end, last, target
    return (nats, grads)

  # Muon (https://kellerjordan.github.io/posts/muon/) on matrices w of one shape with gradients g and momenta m: Nesterov momentum,
  # orthogonalised. Weight decay is decoupled and cautious: only where it has the sign of the update
  def muon(self, w: List[Tensor], g: List[Tensor], m: List[Tensor], rate: float, decay: float, momentum: float) -> None:
    updates = torch.empty([len(w)] + w[0].size(), dtype=self.orthogonal_dtype(), device=w[0].device)
    for i in range(len(w)):
      m[i].lerp_(g[i], 1.0 - momentum)
      updates[i].copy_(torch.lerp(g[i], m[i], momentum, out=g[i]))
    updates = self.orthogonalize(updates)
    step = rate * max(1.0, w[0].size(0) / w[0].size(1)) ** 0.5
    for i in range(len(w)):
      if decay > 0.0:
        agree = torch.mul(updates[i], w[i], out=g[i])
        w[i].sub_(torch.threshold_backward(w[i], agree, 0, grad_input=agree), alpha=rate * decay)
      w[i].sub_(updates[i], alpha=step)

  # Adam (https://arxiv.org/abs/1412.6980) with decoupled weight decay (https://arxiv.org/abs/1711.05101); m, v: the two moments
  def adam(self, w: Tensor, g: Tensor, m: Tensor, v: Tensor, rate: float, decay: float, beta1: float, beta2: float, step: int) -> None:
    m.lerp_(g, 1.0 - beta1)
    v.mul_(beta2).addcmul_(g, g, value=1.0 - beta2)
    if decay > 0.0:
      w.mul_(1.0 - rate * decay)
    bias_correction2 = (1.0 - beta2 ** step) ** 0.5
    w.addcdiv_(m, torch.sqrt(v).add_(1e-8 * bias_correction2), value=-rate * bias_correction2 / (1.0 - beta1 ** step))

  # Gradients of a group's weights w: the gradients of its folded matrices, summed over all lanes and unfolded. grads: the lists
  # of all lanes, one after the other. -> the sum of their squares, then the gradients
  def combine(self, grads: List[Tensor], w: List[Tensor]) -> Tuple[Tensor, List[Tensor]]:
    count = 4 if len(w) == 7 else max(1, len(w) - 1)  # folded matrices, see `fold`
    g = grads[:count]
    for i in range(1, len(grads) // count):
      g = torch._foreach_add(g, grads[i * count:(i + 1) * count])
    g = self.unfold_gradients([x.float() for x in g], w)
    return (torch.stack([torch.dot(x.flatten(), x.flatten()) for x in g]).sum(), g)

  # Exponential moving average a of the weights w: a += rate (w - a). Returns how many
  def update_average(self, a: List[Tensor], w: List[Tensor], rate: Tensor) -> Tensor:
    for i in range(len(w)):
      a[i].lerp_(w[i], float(rate))
    return torch.tensor(len(w))

  # Optimizer step on weights w with gradients g and moments m, v. rates, decays, kinds (1 Muon, 0 Adam): one per weight.
  # settings: the factor of all gradients, momentum, beta1, beta2, step from 1. Returns how many
  def update(self, g: List[Tensor], w: List[Tensor], m: List[Tensor], v: List[Tensor], rates: Tensor, decays: Tensor, kinds: Tensor, settings: Tensor) -> Tensor:
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

  # Benchmark: multiplies square matrices. work (2): size, times
  def matmul(self, work: Tensor) -> Tensor:
    size = int(work[0])
    x = torch.ones([size, size], dtype=self.dtype, device=work.device)
    y = x
    for i in range(int(work[1])):
      y = torch.addmm(x, x, y, beta=0.0, alpha=1.0 / size)
    return y[0, 0].float()
