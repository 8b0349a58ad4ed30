// A room that has only headers still is a library: this file is its one object.
