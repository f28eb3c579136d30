/** Errors as OpenAI's clients expect them: a status, and a body that says what would be right. */
@NullMarked
package io.conteur.httpapi.error;

import org.jspecify.annotations.NullMarked;
