/** That what operators deploy is whole, and lets in only who belongs. */
@NullMarked
package io.conteur.systemtests.deployment;

import org.jspecify.annotations.NullMarked;
