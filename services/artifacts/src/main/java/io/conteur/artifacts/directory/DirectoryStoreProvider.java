package io.conteur.artifacts.directory;

import io.conteur.artifacts.ArtifactStore;
import io.conteur.artifacts.ArtifactStoreProvider;
import io.conteur.artifacts.RemoteSettings;
import java.io.IOException;
import java.nio.file.Path;

/** Opens folders: every root without a scheme. */
public final class DirectoryStoreProvider implements ArtifactStoreProvider {
    @Override
    public boolean accepts(String root) {
        return !root.isBlank() && !root.contains("://");
    }

    @Override
    public ArtifactStore open(String root, RemoteSettings remote) throws IOException {
        return DirectoryArtifactStore.open(Path.of(root));
    }
}
