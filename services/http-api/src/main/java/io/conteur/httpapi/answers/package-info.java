/**
 * Stories as they are written: {@code AnswerBoard} hands each part and outcome to the {@code
 * Answer} that waits for it.
 */
@NullMarked
package io.conteur.httpapi.answers;

import org.jspecify.annotations.NullMarked;
