package io.conteur.modeltrainer.helping;

import io.conteur.workersupport.HandOverException;
import java.io.IOException;

/** Work on other trainers' jobs. */
public interface Help {
    /** Whether a job wants it now. */
    boolean wanted();

    /**
     * Helps with a job that wants it, until there is nothing more to do.
     *
     * @throws HandOverException when it has to stop
     * @throws IOException when something cannot be read now
     */
    void help() throws IOException;
}
