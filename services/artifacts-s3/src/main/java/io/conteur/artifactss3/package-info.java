/**
 * The artifact store in S3-compatible object storage. Begin with {@code S3ArtifactStore}; {@code
 * ArtifactObjects} says which objects an artifact consists of, {@code bucket} moves bytes, and
 * {@code cache} keeps fetched files on the local disk.
 */
@NullMarked
package io.conteur.artifactss3;

import org.jspecify.annotations.NullMarked;
