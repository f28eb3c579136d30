package io.conteur.modeltrainer;

import io.conteur.gpt.model.Example;
import io.conteur.gpt.model.Score;
import java.util.List;
import java.util.Optional;

/** Measures the loss over the held-out stories. */
record Validation(HeldOut heldOut, Pulse pulse) {
    /** Small enough that the wish to stop is heard in time. */
    private static final int CHUNK = 8;

    private Measure measure(double nats, long tokens) {
        return new Measure(nats, tokens, heldOut.words(), heldOut.bytes(), heldOut.lostBytes());
    }

    /** Empty when nothing is held out or the job shall stop. */
    Optional<Measure> of(Learner learner) {
        List<Example> windows = heldOut.windows();
        double nats = 0;
        long tokens = 0;
        for (int from = 0; from < windows.size(); from += CHUNK) {
            if (pulse.hurrying()) {
                return Optional.empty();
            }
            Score score =
                    learner.score(windows.subList(from, Math.min(from + CHUNK, windows.size())));
            nats += score.nats();
            tokens += score.tokens();
            pulse.beat();
        }
        return tokens == 0 ? Optional.empty() : Optional.of(measure(nats, tokens));
    }
}
