# The language model as TorchScript: the layout of Hugging Face's Qwen3ForCausalLM.
#
# Shapes: N tokens of all documents of a batch, one after the other, without padding; T tokens of one document;
# C width; H heads; D = C / H head width; F hidden width; V vocabulary; L layers; P tokens a cache can hold.
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
  epsilon : float
  bound : List[Tensor]

  # LAYER: 0 norm (C) | 1 q 2 k 3 v 4 o (C, C) | 5 q norm 6 k norm (D) | 7 norm (C) | 8 gate 9 up (F, C) | 10 down (C, F)

  def norm(self, x: Tensor, w: Tensor) -> Tensor:
    return torch.rms_norm(x, [w.size(0)], w, self.epsilon)

  def linear(self, x: Tensor, w: Tensor) -> Tensor:
    return torch.linear(x, w.to(self.dtype))

  # Cosines and sines of the rotary angles of each position: 2 x (N, 1, D)
  def rotary(self, positions: Tensor, width: int) -> Tuple[Tensor, Tensor]:
    exponents = torch.arange(0, width, 2, dtype=6, device=positions.device) / width  # (D / 2)
    angles = positions.unsqueeze(1) * torch.pow(self.theta, exponents).reciprocal()  # (N, D / 2)
    angles = torch.cat([angles, angles], 1).unsqueeze(1)  # (N, 1, D)
    return (torch.cos(angles), torch.sin(angles))

  def rotate(self, x: Tensor, w: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
    x = self.norm(x.float(), w)  # (N, H, D)
    a, b = torch.chunk(x, 2, -1)
    return (x * cos + torch.cat([torch.neg(b), a], -1) * sin).to(self.dtype)

  def qkv(self, w: List[Tensor], at: int, x: Tensor, cos: Tensor, sin: Tensor) -> Tuple[Tensor, Tensor, Tensor]:
    y = self.norm(x, w[at]).to(self.dtype)  # (N, C)
    q = self.linear(y, w[at + 1]).view(x.size(0), self.heads, -1)  # (N, H, D)
    k = self.linear(y, w[at + 2]).view(x.size(0), self.heads, -1)
    v = self.linear(y, w[at + 3]).view(x.size(0), self.heads, -1)
    return (self.rotate(q, w[at + 5], cos, sin), self.rotate(k, w[at + 6], cos, sin), v)

  # The rest of a layer once attention has mixed the tokens: x (N, C), y (N, C)
  def finish(self, w: List[Tensor], at: int, x: Tensor, y: Tensor) -> Tensor:
    x = x + self.linear(y, w[at + 4])
    y = self.norm(x, w[at + 7]).to(self.dtype)
    y = torch.silu(self.linear(y, w[at + 8])) * self.linear(y, w[at + 9])  # (N, F)
    return x + self.linear(y, w[at + 10])

  # q, k, v (T, H, D) of one document -> (T, C)
  def attention(self, q: Tensor, k: Tensor, v: Tensor) -> Tensor:
    y = torch.scaled_dot_product_attention(q.transpose(0, 1).unsqueeze(0), k.transpose(0, 1).unsqueeze(0), v.transpose(0, 1).unsqueeze(0), is_causal=True)
    return y.squeeze(0).transpose(0, 1).flatten(1)

  # tokens (N), positions (N), ends: where each document ends -> (N, C), not yet normalised
  def hidden(self, w: List[Tensor], tokens: Tensor, positions: Tensor, ends: List[int]) -> Tensor:
    x = torch.embedding(w[0], tokens)  # (N, C)
    cos, sin = self.rotary(positions, w[6].size(0))
    for i in range(self.layers):
      at = 1 + 11 * i
      q, k, v = self.qkv(w, at, x, cos, sin)
      mixed = annotate(List[Tensor], [])
      start = 0
      for end in ends:
        mixed.append(self.attention(q[start:end], k[start:end], v[start:end]))
        start = end
      x = self.finish(w, at, x, torch.cat(mixed, 0))
    return x

  def logits(self, w: List[Tensor], x: Tensor) -> Tensor:
    y = self.norm(x, w[len(w) - 2]).to(self.dtype)
    return self.linear(y, w[len(w) - 1]).float()  # (N, V)

  # Summed nats of the tokens at `places` of the buffer, each predicted there: targets (M), places (M)
  def nats(self, w: List[Tensor], tokens: Tensor, positions: Tensor, ends: Tensor, places: Tensor, targets: Tensor) -> Tensor:
    x = self.hidden(w, tokens, positions, annotate(List[int], ends.tolist()))
    return torch.cross_entropy_loss(self.logits(w, torch.index_select(x, 0, places)), targets, reduction=2)

  def score(self, tokens: Tensor, positions: Tensor, ends: Tensor, places: Tensor, targets: Tensor, w: List[Tensor]) -> Tensor:
    torch.set_grad_enabled(False)
    return self.nats(w, tokens, positions, ends, places, targets)

  # Mean loss and its gradients, part by part, so that memory holds the activations of one part alone.
  # parts (K, 3): where each part ends among the tokens, the documents and the targets
  def gradients(self, tokens: Tensor, positions: Tensor, ends: Tensor, places: Tensor, targets: Tensor, parts: Tensor, w: List[Tensor]) -> Tuple[Tensor, List[Tensor]]:
    torch.set_grad_enabled(True)
    leaves = [x.detach().requires_grad_(True) for x in w]
    found = [torch.zeros_like(x) for x in w]
    total = torch.zeros([], device=tokens.device)
    a, b, c = 0, 0, 0
    for i in range(parts.size(0)):
      end, last, target = int(parts[i][0]), int(parts[i][1]), int(parts[i][2])
      nats = self.nats(leaves, tokens[a:end], positions[a:end], ends[b:last] - a, places[c:target] - a, targets[c:target])
      loss = nats / targets.size(0)
      found = torch._foreach_add(found, [unchecked_cast(Tensor, g) for g in torch.grad([loss], leaves)])
      total = total + loss.detach()
      a, b, c = end, last, target
    torch.set_grad_enabled(False)
    return (total, found)

  # Nearest semi-orthogonal matrix, roughly: five Newton-Schulz iterations in bf16 (Jordan et al., Muon, 2024)
  def orthogonal(self, g: Tensor) -> Tensor:
    x = g.to(15)
    tall = x.size(0) > x.size(1)
    if tall:
      x = x.t()
    x = x / (torch.linalg_vector_norm(x) + 1e-7)
    for i in range(5):
      a = torch.mm(x, x.t())
      b = -4.7750 * a + 2.0315 * torch.mm(a, a)
      x = 3.4445 * x + torch.mm(b, x)
    if tall:
      x = x.t()
    return x.float() * (max(1.0, g.size(0) / g.size(1)) ** 0.5)

  # Decoupled weight decay only where it pulls the way the update goes anyway ("cautious")
  def descend(self, w: Tensor, update: Tensor, rate: float, decay: float) -> None:
    if decay > 0.0:
      update = update + decay * w * (update * w > 0).float()
    w.add_(update, alpha=-rate)

  def muon(self, w: Tensor, g: Tensor, m: Tensor, rate: float, decay: float, momentum: float) -> None:
    m.lerp_(g, 1.0 - momentum)
    self.descend(w, self.orthogonal(torch.lerp(g, m, momentum)), rate, decay)

  def adam(self, w: Tensor, g: Tensor, m: Tensor, v: Tensor, rate: float, decay: float, beta1: float, beta2: float, step: int) -> None:
    m.lerp_(g, 1.0 - beta1)
    v.mul_(beta2).addcmul_(g, g, value=1.0 - beta2)
    update = (m / (1.0 - beta1 ** step)) / (torch.sqrt(v / (1.0 - beta2 ** step)) + 1e-8)
    self.descend(w, update, rate, decay)

  # One optimiser step. rates and decays: one per weight. kinds: 1 Muon, 0 Adam, one per weight.
  # settings: largest gradient norm, momentum, beta1, beta2, step from 1. Returns loss and gradient norm before clipping.
  def train_step(self, tokens: Tensor, positions: Tensor, ends: Tensor, places: Tensor, targets: Tensor, parts: Tensor, w: List[Tensor], m: List[Tensor], v: List[Tensor], rates: Tensor, decays: Tensor, kinds: Tensor, settings: Tensor) -> Tuple[Tensor, Tensor]:
    loss, found = self.gradients(tokens, positions, ends, places, targets, parts, w)
    size = torch.linalg_vector_norm(torch.stack(torch._foreach_norm(found, 2)))
    shrink = torch.clamp(settings[0] / (size + 1e-6), max=1.0)
    for i in range(len(w)):
      g = found[i] * shrink
      if int(kinds[i]) == 1:
        self.muon(w[i], g, m[i], float(rates[i]), float(decays[i]), float(settings[1]))
      else:
        self.adam(w[i], g, m[i], v[i], float(rates[i]), float(decays[i]), float(settings[2]), float(settings[3]), int(settings[4]))
    return (loss, size)

  # Keeps the weights for prefill and decode, which then need not be handed over at every token.
  def bind(self, w: List[Tensor]) -> Tensor:
    self.bound.clear()
    for x in w:
      self.bound.append(x)
    return torch.tensor(len(self.bound))

  # tokens (T) into an empty cache kv (L, 2, H, P, D) -> logits (V) of what follows
  def prefill(self, tokens: Tensor, kv: Tensor) -> Tensor:
    w = self.bound
    x = torch.embedding(w[0], tokens)
    cos, sin = self.rotary(torch.arange(tokens.size(0), device=tokens.device), w[6].size(0))
    for i in range(self.layers):
      at = 1 + 11 * i
      q, k, v = self.qkv(w, at, x, cos, sin)
      kv[i, 0, :, :tokens.size(0)] = k.transpose(0, 1)
      kv[i, 1, :, :tokens.size(0)] = v.transpose(0, 1)
      x = self.finish(w, at, x, self.attention(q, k, v))
    return self.logits(w, x[tokens.size(0) - 1].unsqueeze(0)).squeeze(0)

  # The token at one position (1), (1) -> logits (V) of what follows
  def decode(self, token: Tensor, position: Tensor, kv: Tensor) -> Tensor:
    w = self.bound
    at_position = int(position)
    x = torch.embedding(w[0], token)  # (1, C)
    cos, sin = self.rotary(position, w[6].size(0))
    for i in range(self.layers):
      at = 1 + 11 * i
      q, k, v = self.qkv(w, at, x, cos, sin)
      kv[i, 0, :, at_position] = k.squeeze(0)
      kv[i, 1, :, at_position] = v.squeeze(0)
      keys = kv[i, 0, :, :at_position + 1].unsqueeze(0)  # (1, H, T, D)
      values = kv[i, 1, :, :at_position + 1].unsqueeze(0)
      y = torch.scaled_dot_product_attention(q.transpose(0, 1).unsqueeze(0), keys, values)  # (1, H, 1, D)
      x = self.finish(w, at, x, y.flatten(1))
    return self.logits(w, x).squeeze(0)
