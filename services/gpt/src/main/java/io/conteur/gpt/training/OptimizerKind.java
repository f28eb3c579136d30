package io.conteur.gpt.training;

/** What moves the weights of the hidden matrices; the others always move by Adam. */
public enum OptimizerKind {
    /** Momentum, orthogonalised (Jordan et al., 2024). */
    MUON,
    /** Adam with decoupled weight decay (Loshchilov and Hutter, 2019). */
    ADAMW,
    /** Adam alone, all weights at one rate (Kingma and Ba, 2015). */
    ADAM
}
