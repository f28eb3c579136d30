/** Stories as JSON objects of OpenAI's API: {@code CompletionFormat} and {@code ChatFormat}. */
@NullMarked
package io.conteur.httpapi.format;

import org.jspecify.annotations.NullMarked;
