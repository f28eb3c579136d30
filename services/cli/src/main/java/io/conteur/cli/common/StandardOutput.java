package io.conteur.cli.common;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.IntSupplier;
import picocli.CommandLine.ExitCode;

/**
 * Whether standard output takes what is printed, which {@link System#out} does not say by itself. A
 * pipe whose reader has gone, such as {@code head}, ends a command quietly with {@value
 * #CLOSED_PIPE}, the status of a program that SIGPIPE ends. Everything else, such as a full disk,
 * is a failure.
 */
public final class StandardOutput {
    private static final int CLOSED_PIPE = 141;

    private static final Path FILE = Path.of("/dev/fd/1");
    private static final int TYPE = 0170000;
    private static final int FIFO = 0010000;
    private static final int SOCKET = 0140000;

    private StandardOutput() {}

    /** Whether something could not be written. Cheap enough for each line. */
    public static boolean lost() {
        return System.out.checkError();
    }

    /** For a command that would otherwise print on. */
    public static void requireWritten() {
        if (lost()) {
            throw new OutputLostException();
        }
    }

    /** The exit code of a command; one that would be successful is not, when output was lost. */
    public static int exitCode(IntSupplier command) {
        boolean pipe = isPipe(); // Before the command, which may close it.
        int code = command.getAsInt();
        if (code != ExitCode.OK || !lost()) {
            return code;
        }
        if (pipe) {
            return CLOSED_PIPE;
        }
        Terminal.complain("not all of the output could be written");
        return ExitCode.SOFTWARE;
    }

    /** The operating system's message differs between languages; the kind of file does not. */
    private static boolean isPipe() {
        try {
            int type = (int) Files.getAttribute(FILE, "unix:mode") & TYPE;
            return type == FIFO || type == SOCKET;
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }
}
