/**
 * A corpus as token ids: split, encoded and cut into windows. Begin with {@code DatasetBuilder}.
 */
@NullMarked
package io.conteur.modeltrainer.dataset;

import org.jspecify.annotations.NullMarked;
