/**
 * Helping with a job whose request another trainer holds, while this one has none. Begin with
 * {@code IdleWorker}.
 */
@NullMarked
package io.conteur.modeltrainer.helping;

import org.jspecify.annotations.NullMarked;
