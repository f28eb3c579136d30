package io.conteur.artifacts.directory;

import io.conteur.artifacts.ArtifactStore;
import io.conteur.artifacts.ArtifactStoreContract;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class DirectoryContractTest extends ArtifactStoreContract {
    private @TempDir Path root;

    @Override
    protected ArtifactStore open() throws IOException {
        return ArtifactStore.at(root);
    }

    @Override
    protected byte[] stored(String key, String file) throws IOException {
        return Files.readAllBytes(root.resolve(key).resolve(file));
    }

    @Override
    protected void damage(String key, String file, byte[] bytes) throws IOException {
        Files.write(root.resolve(key).resolve(file), bytes);
    }

    @Override
    protected void remove(String key, String file) throws IOException {
        Files.delete(root.resolve(key).resolve(file));
    }
}
