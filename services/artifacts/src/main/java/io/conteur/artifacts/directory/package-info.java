/**
 * The artifact store in a folder, on a local disk or a shared volume. Begin with {@code
 * DirectoryArtifactStore}.
 */
@NullMarked
package io.conteur.artifacts.directory;

import org.jspecify.annotations.NullMarked;
