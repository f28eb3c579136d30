package io.conteur.tokenizertrainer;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;

/** Everything this service can be told; an unknown key below {@code conteur} fails its start. */
@ConfigMapping(prefix = "conteur")
interface ConteurConfig {
    /** Where artifacts are kept. */
    Artifacts artifacts();

    /** How jobs are worked on. */
    Trainer trainer();

    /** The artifact store. */
    interface Artifacts {
        /** A folder that all services share. */
        Path root();
    }

    /** Training. */
    interface Trainer {
        /** Liveness fails when the job in hand has not moved for so long. */
        @WithDefault("10m")
        Duration stalledAfter();

        /** How long a stop waits for the job in hand to be abandoned. */
        @WithDefault("10s")
        Duration stopWithin();
    }
}
