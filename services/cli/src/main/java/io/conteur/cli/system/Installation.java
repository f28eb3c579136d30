package io.conteur.cli.system;

import io.conteur.cli.common.CommandFailedException;
import java.nio.file.Path;

/** The location of the installation. */
final class Installation {
    private Installation() {}

    /** The folder that contains {@code services}, as set by the script {@code conteur}. */
    static Path home() {
        String home = System.getProperty("conteur.home");
        if (home == null) {
            throw new CommandFailedException("start me with the script conteur");
        }
        return Path.of(home);
    }
}
