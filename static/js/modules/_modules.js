"use strict";
// What an element with data-module="name" gets on top of what it does without scripts.
const modules = {};
