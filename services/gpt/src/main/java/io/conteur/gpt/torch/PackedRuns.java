package io.conteur.gpt.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.conteur.gpt.decoding.StepBatch;
import io.conteur.gpt.decoding.StepBatch.Run;
import java.util.List;

/**
 * The tokens of a decoding step in flat buffers, as {@code plain.py}'s {@code extend} takes them.
 */
final class PackedRuns {
    private final long[] tokens;
    private final long[] positions;
    private final long[] slots;
    private final int[] bounds;
    private final int[] starts;
    private final int[] lengths;
    private final long[] limits = new long[2];

    PackedRuns(StepBatch step) {
        int count = step.runs().size();
        tokens = new long[step.tokens()];
        positions = new long[step.tokens()];
        slots = new long[step.tokens()];
        bounds = new int[count + 1];
        starts = new int[count + 1];
        lengths = new int[count];
        for (int r = 0; r < count; r++) {
            add(r, step.runs().get(r));
        }
    }

    private void add(int r, Run run) {
        int rows = run.ids().length;
        for (int i = 0; i < rows; i++) {
            int at = run.offset() + i;
            tokens[at] = run.ids()[i];
            positions[at] = (long) run.position() + i;
            slots[at] = run.sequence().cacheStart + positions[at];
        }
        bounds[r + 1] = run.offset() + rows;
        starts[r] = run.sequence().cacheStart;
        lengths[r] = run.position() + rows;
        limits[0] = Math.max(limits[0], rows);
        limits[1] = Math.max(limits[1], lengths[r]);
    }

    /**
     * @param host makes what the script reads as numbers
     */
    void addTo(List<NDArray> arguments, NDManager device, NDManager host) {
        arguments.add(device.create(tokens));
        arguments.add(device.create(positions));
        arguments.add(device.create(slots));
        arguments.add(device.create(bounds));
        arguments.add(device.create(starts));
        arguments.add(device.create(lengths));
        arguments.add(host.create(limits));
    }
}
