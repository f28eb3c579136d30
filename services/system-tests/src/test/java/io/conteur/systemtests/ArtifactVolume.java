package io.conteur.systemtests;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The artifact store's folder on a file system of its own, to which all can happen that happens to
 * volumes. Without the right to mount one it is a plain folder, which can only be taken away.
 */
final class ArtifactVolume implements AutoCloseable {
    private static final String SIZE = "size=512m";

    private final Path volume;
    private final Path root;
    private final Path away;
    private final Path ballast;
    private final boolean mounted;

    private ArtifactVolume(Path volume, boolean mounted) {
        this.volume = volume;
        this.root = volume.resolve("artifacts");
        this.away = volume.resolve("away");
        this.ballast = volume.resolve("ballast");
        this.mounted = mounted;
    }

    /** Makes {@code folder/artifacts} lead to a volume. */
    static ArtifactVolume in(Path folder) throws IOException, InterruptedException {
        Path volume = Files.createDirectory(folder.resolve("volume"));
        boolean mounted = run("mount", "-t", "tmpfs", "-o", SIZE, "tmpfs", volume.toString());
        ArtifactVolume made = new ArtifactVolume(volume, mounted);
        Files.createDirectory(made.root);
        Files.createSymbolicLink(folder.resolve("artifacts"), made.root);
        return made;
    }

    /** Whether it can be made read-only and filled. */
    boolean mounted() {
        return mounted;
    }

    void takeAway() throws IOException {
        Files.move(root, away);
    }

    void bringBack() throws IOException {
        Files.move(away, root);
    }

    /** Takes as many tries as it takes to find no file open for writing. */
    void makeReadOnly() throws IOException, InterruptedException {
        while (!run("mount", "-o", "remount,ro," + SIZE, volume.toString())) {
            Thread.onSpinWait();
        }
    }

    void makeWritable() throws IOException, InterruptedException {
        if (!run("mount", "-o", "remount,rw," + SIZE, volume.toString())) {
            throw new IOException(volume + " cannot be made writable again");
        }
    }

    void fill() throws IOException {
        byte[] block = new byte[1 << 16];
        try (OutputStream out = Files.newOutputStream(ballast)) {
            while (true) {
                out.write(block);
            }
        } catch (IOException e) {
            if (!String.valueOf(e.getMessage()).contains("No space left")) {
                throw e;
            }
        }
    }

    void empty() throws IOException {
        Files.delete(ballast);
    }

    @Override
    public void close() throws IOException, InterruptedException {
        if (mounted) {
            run("umount", "-l", volume.toString());
        }
    }

    private static boolean run(String... command) throws IOException, InterruptedException {
        try {
            return new ProcessBuilder(List.of(command)).redirectErrorStream(true).start().waitFor()
                    == 0;
        } catch (IOException e) {
            // There is no such program on this system.
            return false;
        }
    }
}
