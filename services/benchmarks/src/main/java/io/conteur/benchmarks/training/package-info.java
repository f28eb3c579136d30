/**
 * How fast tokenizers and models are trained, and what a training on several machines would lose.
 * Each class has a {@code main} method or is run by JMH; {@code BundledCorpus} and {@code
 * TokenizedCorpus} are their input.
 */
@NullMarked
package io.conteur.benchmarks.training;

import org.jspecify.annotations.NullMarked;
