/**
 * Immutable, checksummed directories under one root, found by relative keys: published whole or not
 * at all, verified before anybody parses them. Knows nothing of what the files mean.
 */
@NullMarked
package io.conteur.artifacts;

import org.jspecify.annotations.NullMarked;
