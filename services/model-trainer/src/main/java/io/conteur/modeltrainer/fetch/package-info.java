/**
 * Downloads of corpora, guarded against requests that lead into the service's own network. Begin
 * with {@code HttpsCorpusFetcher}.
 */
@NullMarked
package io.conteur.modeltrainer.fetch;

import org.jspecify.annotations.NullMarked;
