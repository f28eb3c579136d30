package io.conteur.cli;

import java.nio.file.Path;

/** Where the program lies. */
final class Installation {
    private Installation() {}

    /** The folder that holds {@code services}; the script {@code conteur} names it. */
    static Path home() {
        String home = System.getProperty("conteur.home");
        if (home == null) {
            throw new CommandFailedException("start me with the script conteur");
        }
        return Path.of(home);
    }
}
