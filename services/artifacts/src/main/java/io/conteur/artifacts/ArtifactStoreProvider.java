package io.conteur.artifacts;

import java.io.IOException;

/** Opens the stores of one kind. {@link java.util.ServiceLoader} finds the providers. */
public interface ArtifactStoreProvider {
    /** Whether a root is of this kind. */
    boolean accepts(String root);

    /**
     * Opens the store at a root that {@link #accepts} accepts. It may be unavailable until later.
     *
     * @throws IllegalArgumentException if the root or a setting is malformed
     */
    ArtifactStore open(String root, RemoteSettings remote) throws IOException;
}
