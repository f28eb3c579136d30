package io.conteur.tokenizertrainer.service;

import io.conteur.workersupport.ArtifactStoreConfig;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** The configuration of this service; an unknown key below {@code conteur} fails its start. */
@ConfigMapping(prefix = "conteur")
interface TokenizerTrainerConfig {
    /** The artifact store. */
    ArtifactStoreConfig artifacts();

    /** Training. */
    Trainer trainer();

    /** Training. */
    interface Trainer {
        /** Time without a heartbeat of the running job after which liveness fails. */
        @WithDefault("10m")
        Duration stalledAfter();

        /** Time a shutdown waits for the running job to stop. */
        @WithDefault("10s")
        Duration stopWithin();
    }
}
