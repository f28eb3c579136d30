/** A corpus as token ids: split, and cut into windows. Begin with {@code DatasetBuilder}. */
@NullMarked
package io.conteur.modeltrainer.dataset;

import org.jspecify.annotations.NullMarked;
