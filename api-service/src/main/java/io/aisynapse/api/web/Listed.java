package io.aisynapse.api.web;

import java.util.List;

/** A short list that has no pages. */
public record Listed<T>(List<T> data) {}
