package io.conteur.gpt.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.conteur.gpt.decoding.Sequence;
import io.conteur.gpt.sampling.SampledToken;
import io.conteur.gpt.sampling.SamplingParameters;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

/**
 * The sequences of a call of {@code plain.py} and how their tokens are sampled (R rows, S steps).
 */
record SequenceBatch(List<Sequence> sequences, int steps) {
    private static final int ROW_COLUMNS = 3;
    private static final int FILTERS = 4;

    /** Last token, its position, and where the cache's range starts (R, 3). */
    NDArray rows(NDManager manager) {
        long[] rows =
                sequences.stream()
                        .flatMapToLong(
                                s -> LongStream.of(s.nextIds(1)[0], s.cached(), s.cacheStart))
                        .toArray();
        return manager.create(rows, new Shape(sequences.size(), ROW_COLUMNS));
    }

    /** Keys of the longest sequence after a step. */
    long longest() {
        return 1 + sequences.stream().mapToLong(Sequence::cached).max().orElse(0);
    }

    /** The arguments filters (R, 4) and uniforms (R, S), see {@code sample}. */
    void addSampling(List<NDArray> arguments, NDManager manager) {
        float[] filters = new float[sequences.size() * FILTERS];
        double[] uniforms = new double[sequences.size() * steps];
        for (int r = 0; r < sequences.size(); r++) {
            Sequence sequence = sequences.get(r);
            SamplingParameters sampling = sequence.sampling();
            filters[FILTERS * r] = factor(sampling.temperature());
            filters[FILTERS * r + 1] = sampling.topK();
            filters[FILTERS * r + 2] = (float) sampling.topP();
            filters[FILTERS * r + 3] = (float) sampling.minP();
            for (int s = 0; s < steps; s++) {
                uniforms[r * steps + s] = sequence.uniform(s);
            }
        }
        arguments.add(manager.create(filters, new Shape(sequences.size(), FILTERS)));
        arguments.add(manager.create(uniforms, new Shape(sequences.size(), steps)));
    }

    private static float factor(double temperature) {
        return temperature == 0 ? 0 : (float) Math.min(1e30, 1 / temperature);
    }

    /**
     * Appends sampled tokens to their sequences; those after the end of a story are dropped.
     *
     * @param tokens (R, S)
     * @return what each step gives
     */
    List<List<SampledToken>> accept(long[] tokens) {
        List<List<SampledToken>> bySteps = new ArrayList<>();
        boolean[] ended = new boolean[sequences.size()];
        for (int s = 0; s < steps; s++) {
            List<SampledToken> step = new ArrayList<>();
            for (int r = 0; r < ended.length; r++) {
                if (!ended[r]) {
                    sequences.get(r).advance(1);
                    SampledToken token = sequences.get(r).accept((int) tokens[r * steps + s]);
                    ended[r] = token.finish() != null;
                    step.add(token);
                }
            }
            bySteps.add(step);
        }
        return bySteps;
    }
}
