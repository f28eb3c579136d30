  # Methods of both gpt.py and plain.py: this text is appended to the class of each.

  # bf16 is exact enough, and fp16 has too small a range
  def orthogonal_dtype(self) -> int:
    return 6 if self.dtype == 6 else 15

  # Newton-Schulz iteration: nearly the nearest semi-orthogonal matrices of x (B, R, S), fp32. Three steps by polynomials of degree
  # five that bring singular values from 0.015 to 1 as near to 1 as any can (Polar Express, https://arxiv.org/abs/2505.16932). They
  # need singular values of at most 1: the largest absolute row sum of X X^T bounds their squares, closer than the norm of x does
  def orthogonalize(self, x: Tensor) -> Tensor:
    x = x.to(self.orthogonal_dtype())
    tall = x.size(1) > x.size(2)
    p, q, r = [7.8977, 3.4068, 2.3830], [-22.8490, -2.5541, -1.7419], [16.8329, 0.5175, 0.4267]
    for i in range(3):
      a = torch.bmm(x.transpose(1, 2), x) if tall else torch.bmm(x, x.transpose(1, 2))
      if i == 0:
        bound = torch.linalg_vector_norm(a, 1, [2], True).amax([1], True).mul_(1.02).clamp_(min=1e-30)  # (B, 1, 1)
        a = a.div_(bound)
        x = x.div_(torch.sqrt(bound))
      a = torch.baddbmm(a, a, a, beta=q[i], alpha=r[i])
      x = torch.baddbmm(x, x, a, beta=p[i]) if tall else torch.baddbmm(x, a, x, beta=p[i])
    return x.float()

  # The numbers that decide what dropout keeps of the output of a branch: hashes (N, C) of `noise`, a number per token (N), and of
  # `channels`, a number per channel of the branch (C)
  def dropout_hash(self, noise: Tensor, channels: Tensor) -> Tensor:
    h = torch.unsqueeze(noise, 1) + channels
    h = (h ^ (h >> 29)) * 3935559000370003845
    return (h ^ (h >> 32)) * 2691343689449507681
