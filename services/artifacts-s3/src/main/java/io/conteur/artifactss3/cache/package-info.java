/** Fetched files on the local disk, bounded in bytes. */
@NullMarked
package io.conteur.artifactss3.cache;

import org.jspecify.annotations.NullMarked;
