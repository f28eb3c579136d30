package io.conteur.artifacts.directory;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import io.conteur.artifacts.DamagedArtifactException;
import io.conteur.artifacts.format.FileChecksum;
import io.conteur.artifacts.format.Manifest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;

/** Verifies an artifact on disk against its manifest. Throws {@link DamagedArtifactException}. */
record ArtifactVerifier(String key, Path directory) {
    /** The manifest's bytes, unparsed. */
    byte[] manifestBytes() throws IOException {
        Path file = directory.resolve(Manifest.FILE);
        requireRegular(file);
        try (InputStream input = Files.newInputStream(file, NOFOLLOW_LINKS)) {
            byte[] json = input.readNBytes(Manifest.MAX_BYTES + 1);
            require(json.length <= Manifest.MAX_BYTES, "manifest.json is too large");
            return json;
        }
    }

    /** Verifies that there are the files of the manifest and no others, and then each. */
    void verify(Manifest manifest) throws IOException {
        verifyNames(manifest);
        verify(manifest.files());
    }

    /** Verifies files of the manifest; sizes first, then hashes. */
    void verify(List<FileChecksum> files) throws IOException {
        for (FileChecksum file : files) {
            verifySize(file);
        }
        for (FileChecksum file : files) {
            verifyHash(file);
        }
    }

    private void verifyNames(Manifest manifest) throws IOException {
        TreeSet<String> expected = new TreeSet<>(manifest.names());
        expected.add(Manifest.FILE);
        for (Path entry : DurableFiles.entries(directory)) {
            String name = entry.getFileName().toString();
            if (expected.remove(name)) {
                requireRegular(entry);
            } else { // Hidden ones are of a file manager, or of a program that copies folders.
                require(name.startsWith("."), name + " was not published");
            }
        }
        require(expected.isEmpty(), expected + " missing");
    }

    private void verifySize(FileChecksum file) throws IOException {
        Path path = directory.resolve(file.name());
        requireRegular(path);
        long bytes = Files.size(path);
        require(
                bytes == file.bytes(),
                "%s has %d bytes instead of %d".formatted(file.name(), bytes, file.bytes()));
    }

    private void verifyHash(FileChecksum file) throws IOException {
        String sha256 = FileChecksum.of(directory.resolve(file.name())).sha256();
        require(
                sha256.equals(file.sha256()),
                "%s has SHA-256 %s instead of %s".formatted(file.name(), sha256, file.sha256()));
    }

    private void requireRegular(Path file) throws IOException {
        String name = file.getFileName().toString();
        require(DurableFiles.exists(file), name + " is missing");
        require(Files.isRegularFile(file, NOFOLLOW_LINKS), name + " is no regular file");
    }

    private void require(boolean condition, String damage) throws DamagedArtifactException {
        if (!condition) {
            throw new DamagedArtifactException(key, damage);
        }
    }
}
