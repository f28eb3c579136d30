/**
 * Artifacts: immutable, checksummed directories under one root, addressed by relative keys.
 * Publishing is atomic; fetching verifies every file. Knows nothing of what the files mean. Begin
 * with {@code ArtifactStore}; {@code directory} is the store in a folder, and {@code format} what
 * all stores have in common.
 */
@NullMarked
package io.conteur.artifacts;

import org.jspecify.annotations.NullMarked;
