package io.conteur.modeltrainer;

import io.conteur.gpt.Example;
import io.conteur.gpt.Score;
import java.util.List;
import java.util.OptionalDouble;

/** Measures the loss over the held-out windows. */
record Validation(List<Example> windows, Pulse pulse) {
    /** Small enough that the wish to stop is heard in time. */
    private static final int CHUNK = 8;

    /** Nats per target token; empty when nothing is held out or the job shall stop. */
    OptionalDouble loss(Learner learner) {
        double nats = 0;
        long tokens = 0;
        for (int from = 0; from < windows.size(); from += CHUNK) {
            if (pulse.stopping()) {
                return OptionalDouble.empty();
            }
            Score score =
                    learner.score(windows.subList(from, Math.min(from + CHUNK, windows.size())));
            nats += score.nats();
            tokens += score.tokens();
            pulse.beat();
        }
        return tokens == 0 ? OptionalDouble.empty() : OptionalDouble.of(nats / tokens);
    }
}
