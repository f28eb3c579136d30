/**
 * What this and other instances have published before, read back from the output topics, so that a
 * redelivered prompt is not answered twice. Begin with {@code AnsweredPrompts}.
 */
@NullMarked
package io.conteur.storygenerator.history;

import org.jspecify.annotations.NullMarked;
