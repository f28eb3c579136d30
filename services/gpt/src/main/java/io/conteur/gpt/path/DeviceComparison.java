package io.conteur.gpt.path;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.conteur.gpt.model.Precision;
import io.conteur.gpt.torch.TorchScriptModule;
import io.conteur.gpt.training.BatchGradients;
import io.conteur.gpt.training.DropoutNoise;
import io.conteur.gpt.training.LossScaler;
import io.conteur.gpt.training.OptimizerState;
import io.conteur.gpt.training.TrainingOptions;
import java.util.ArrayList;
import java.util.List;

/**
 * Compares the loss and the gradients of the plain path on this machine's device with those of the
 * reference: the path written by hand, on the CPU, in fp32.
 */
public final class DeviceComparison {
    private static final double MAX_LOSS_DIFFERENCE = 1e-4;
    private static final double MAX_GRADIENT_DIFFERENCE = 1e-3;

    /** Half precision may be as far from the reference as the other path's on the CPU. */
    private static final double MAX_FACTOR = 1.5;

    private static final int MICRO_BATCH_TOKENS = 1 << 20;

    private DeviceComparison() {}

    /**
     * Differences from the reference.
     *
     * @param loss in nats per token
     * @param worstGradient the largest relative difference of the gradients of one weight
     * @param gradients the relative difference of all gradients together
     * @param cpuGradients the same of the path for CPUs in this precision; 0 for the reference
     *     itself
     */
    public record Difference(
            Precision precision,
            double loss,
            double worstGradient,
            double gradients,
            double cpuGradients) {
        /** Whether the device computes the same, as far as the precision goes. */
        public boolean isEqual() {
            return precision == Precision.FP32
                    ? loss < MAX_LOSS_DIFFERENCE && worstGradient < MAX_GRADIENT_DIFFERENCE
                    : gradients < MAX_FACTOR * cpuGradients;
        }
    }

    /** A loss and the gradients of all weights, on the host. */
    record Computed(double loss, List<float[]> gradients) {}

    /** In fp32 and in bf16. */
    public static List<Difference> run() {
        ExampleBatch batch = ExampleBatch.of(ExampleBatch.ARCHITECTURE);
        Computed reference = onCpu(batch, Precision.FP32);
        List<Difference> differences = new ArrayList<>();
        for (Precision precision : List.of(Precision.FP32, Precision.BF16)) {
            Computed device;
            try (NDManager manager = TorchScriptModule.manager()) {
                device = compute(manager, batch, precision, PathKind.PLAIN);
            }
            double onCpu =
                    precision == Precision.FP32 ? 0 : distance(reference, onCpu(batch, precision));
            differences.add(
                    new Difference(
                            precision,
                            Math.abs(device.loss - reference.loss),
                            worst(reference, device),
                            distance(reference, device),
                            onCpu));
        }
        return differences;
    }

    /** The path written by hand, on the CPU. */
    static Computed onCpu(ExampleBatch batch, Precision precision) {
        try (NDManager parent = TorchScriptModule.manager();
                NDManager cpu = parent.newSubManager(Device.cpu())) {
            return compute(cpu, batch, precision, PathKind.BLOCKED);
        }
    }

    static Computed compute(
            NDManager manager, ExampleBatch batch, Precision precision, PathKind kind) {
        TrainingOptions options = TrainingOptions.defaults(1, batch.examples().size(), precision);
        TrainingPath.Trained trained =
                new TrainingPath.Trained(
                        manager,
                        batch.architecture(),
                        options,
                        batch.weights(manager),
                        OptimizerState.zero(manager, batch.architecture(), options, new NDList()));
        BatchGradients.Settings settings =
                new BatchGradients.Settings(
                        MICRO_BATCH_TOKENS, new LossScaler(precision, null), DropoutNoise.NONE);
        try (TrainingPath path = TrainingPath.open(ComputeOptions.of(kind), trained)) {
            TrainingPath.Gradients computed = path.gradients(manager, batch.examples(), settings);
            List<float[]> gradients = new ArrayList<>();
            for (NDArray gradient : computed.gradients()) {
                gradients.add(gradient.div(computed.scale()).toFloatArray());
            }
            return new Computed(computed.loss(), gradients);
        }
    }

    private static double worst(Computed expected, Computed actual) {
        double worst = 0;
        for (int i = 0; i < expected.gradients.size(); i++) {
            float[] one = expected.gradients.get(i);
            double difference = squares(one, actual.gradients.get(i));
            worst = Math.max(worst, Math.sqrt(difference / squares(one, new float[one.length])));
        }
        return worst;
    }

    static double distance(Computed expected, Computed actual) {
        double difference = 0;
        double size = 0;
        for (int i = 0; i < expected.gradients.size(); i++) {
            float[] one = expected.gradients.get(i);
            difference += squares(one, actual.gradients.get(i));
            size += squares(one, new float[one.length]);
        }
        return Math.sqrt(difference / size);
    }

    private static double squares(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += Math.pow(a[i] - (double) b[i], 2);
        }
        return sum;
    }
}
