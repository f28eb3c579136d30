/** Publish and fetch immutable, checksummed artifacts under a root. */
@NullMarked
package io.conteur.artifacts;

import org.jspecify.annotations.NullMarked;
