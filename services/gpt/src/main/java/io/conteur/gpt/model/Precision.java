package io.conteur.gpt.model;

/** The number format of a step's activations and gradients; weights and moments are always fp32. */
public enum Precision {
    BF16(15),
    /** For GPUs without bf16; with loss scaling, as small gradients would underflow. */
    FP16(5),
    FP32(6);

    /** The dtype as libtorch numbers it. */
    public final int torchType;

    Precision(int torchType) {
        this.torchType = torchType;
    }
}
