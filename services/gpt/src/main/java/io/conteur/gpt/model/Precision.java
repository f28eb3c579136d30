package io.conteur.gpt.model;

/** The arithmetic of a step; weights and moments are always fp32. */
public enum Precision {
    BF16(15),
    /** For GPUs without bf16; the loss is scaled so that small gradients do not vanish. */
    FP16(5),
    FP32(6);

    public final int torchType;

    Precision(int torchType) {
        this.torchType = torchType;
    }
}
