/** A prompt, and what answers it: parts as the story grows, then its one outcome. */
@NullMarked
package io.conteur.events.story;

import org.jspecify.annotations.NullMarked;
