package io.conteur.gpt.training;

/** The optimizer of the hidden matrices; that of the other weights is always Adam. */
public enum OptimizerKind {
    /**
     * Orthogonalised momentum (<a href="https://kellerjordan.github.io/posts/muon/">Jordan et al.,
     * 2024</a>).
     */
    MUON,
    /**
     * Adam with decoupled weight decay (<a href="https://arxiv.org/abs/1711.05101">Loshchilov and
     * Hutter, 2019</a>).
     */
    ADAMW,
    /** Adam (<a href="https://arxiv.org/abs/1412.6980">Kingma and Ba, 2015</a>). */
    ADAM
}
