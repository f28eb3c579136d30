package io.conteur.cli.common;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * Input files named by the user. Pipes are accepted: {@code <(command)}, a FIFO, {@code
 * /dev/stdin}, and {@code -} for standard input.
 */
public final class InputFile {
    private static final String STANDARD_INPUT = "-";

    private InputFile() {}

    public static byte[] read(Path file) throws IOException {
        if (isStandardInput(file)) {
            return standardInput(System.in::readAllBytes);
        }
        requireFile(file);
        try (InputStream in = Files.newInputStream(file)) {
            return in.readAllBytes();
        }
    }

    /** The file itself, or for a pipe a temporary copy, which is deleted when the program exits. */
    public static Path seekable(Path file) throws IOException {
        if (!isStandardInput(file)) {
            requireFile(file);
            if (Files.isRegularFile(file)) {
                return file;
            }
        }
        Path copy = Files.createTempFile("conteur-input-", "");
        copy.toFile().deleteOnExit();
        if (isStandardInput(file)) {
            standardInput(() -> Files.copy(System.in, copy, StandardCopyOption.REPLACE_EXISTING));
            return copy;
        }
        try (InputStream in = Files.newInputStream(file)) {
            Files.copy(in, copy, StandardCopyOption.REPLACE_EXISTING);
        }
        return copy;
    }

    /** Reads standard input; an error, such as that it is a folder, says where it happened. */
    public static <T> T standardInput(Reading<T> reading) throws IOException {
        try {
            return reading.read();
        } catch (IOException e) {
            throw new IOException("standard input: " + e.getMessage(), e);
        }
    }

    /** Something that reads. */
    @FunctionalInterface
    public interface Reading<T> {
        T read() throws IOException;
    }

    private static void requireFile(Path file) {
        if (Files.notExists(file)) {
            throw new CommandFailedException("there is no file " + file);
        }
        if (Files.isDirectory(file)) {
            throw new CommandFailedException(file + " is a folder, not a file");
        }
        if (!Files.isReadable(file)) {
            throw new CommandFailedException("no permission to read " + file);
        }
    }

    private static boolean isStandardInput(Path file) {
        return file.toString().equals(STANDARD_INPUT);
    }
}
