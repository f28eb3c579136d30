package io.conteur.cli.usage;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The range of a numeric option, which is checked before its command starts. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.FIELD)
public @interface NumberRange {
    double min();

    double max();

    /** Whether {@link #min} itself is too small. */
    boolean above() default false;
}
