/**
 * What an artifact consists of in every store: its key, and the manifest with the checksums of its
 * files. Begin with {@code Manifest}.
 */
@NullMarked
package io.conteur.artifacts.format;

import org.jspecify.annotations.NullMarked;
