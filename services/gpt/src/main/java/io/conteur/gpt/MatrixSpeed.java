package io.conteur.gpt;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.Collections;
import java.util.List;
import java.util.function.Supplier;

/** How fast this machine multiplies matrices, the yardstick of a training. */
public final class MatrixSpeed {
    private static final int SIZE = 1024;
    private static final int ROUNDS = 20;
    private static final int TIMES = 8;

    private MatrixSpeed() {}

    /**
     * Floating-point operations per second of bf16 matrices of 1,024 rows and columns, all cores
     * together, at their best of several rounds.
     */
    public static double bf16FlopsPerSecond() {
        int count = TorchThreads.count();
        Architecture any = Size.TINY.architecture();
        double best = 0;
        try (NDManager manager = Script.manager();
                Lanes lanes = new Lanes(count);
                Script script = Script.gpt(manager, any, TrainingOptions.Precision.BF16, 0)) {
            NDArray work = manager.create(new long[] {SIZE, TIMES});
            Supplier<NDList> call = () -> script.call(manager, "multiply", List.of(work));
            for (int i = 0; i < ROUNDS; i++) {
                long start = System.nanoTime();
                lanes.run(Collections.nCopies(count, call));
                double seconds = (System.nanoTime() - start) / 1e9;
                best = Math.max(best, 2.0 * SIZE * SIZE * SIZE * TIMES * count / seconds);
            }
        }
        return best;
    }
}
