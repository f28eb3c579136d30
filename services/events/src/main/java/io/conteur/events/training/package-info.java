/** Requests for tokenizers and models, the progress of a job, and what it publishes. */
@NullMarked
package io.conteur.events.training;

import org.jspecify.annotations.NullMarked;
