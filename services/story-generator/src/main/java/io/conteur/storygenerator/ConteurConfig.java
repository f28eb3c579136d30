package io.conteur.storygenerator;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;

/** Everything this service can be told; an unknown key below {@code conteur} fails its start. */
@ConfigMapping(prefix = "conteur")
interface ConteurConfig {
    /** Where artifacts are kept. */
    Artifacts artifacts();

    /** How prompts are answered. */
    Generator generator();

    /** The artifact store. */
    interface Artifacts {
        /** A folder that all services share. */
        Path root();
    }

    /** Writing stories. */
    interface Generator {
        /** Prompts taken ahead; when so many wait, no more are polled. */
        @WithDefault("64")
        int queueCapacity();

        /** Models kept in memory; the one not used for longest makes room. */
        @WithDefault("2")
        int loadedModels();

        /** Threads of a decoding step. */
        @WithDefault("2")
        int threads();

        /** Tokens a prompt may ask for at most. */
        @WithDefault("512")
        int maxTokens();

        /** Parts on their way to the broker at most; a slow broker slows the writing. */
        @WithDefault("256")
        int partsInFlight();

        /** Liveness fails when the story in hand has gained no token for so long. */
        @WithDefault("2m")
        Duration stalledAfter();

        /** How long a stop waits for the story in hand to be abandoned. */
        @WithDefault("10s")
        Duration stopWithin();

        /** Where a prompt says nothing. */
        Defaults defaults();
    }

    /** Sampling of prompts that say nothing of it. */
    interface Defaults {
        /** 0 always takes the likeliest token. */
        @WithDefault("0.8")
        double temperature();

        /** Sample among the K likeliest tokens; 0 among all. */
        @WithDefault("0")
        int topK();

        /** Sample among the likeliest tokens that together have this probability. */
        @WithDefault("0.95")
        double topP();
    }
}
